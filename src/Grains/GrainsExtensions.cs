using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Probes;
using Grainwatch.Grains.Detection;
using Grainwatch.Grains.Feed;
using Grainwatch.Grains.Jobs;
using Grainwatch.Grains.Placement;
using Grainwatch.Grains.Probes;
using Grainwatch.Grains.Series;
using Grainwatch.Grains.Thresholds;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Grains;

public static class GrainsExtensions
{
    /// <summary>What every process of the cluster needs: it calls the grains, and watches the live feed.</summary>
    public static IServiceCollection AddGrainCalls(this IServiceCollection services)
    {
        services.AddSingleton<ResyncQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<ResyncQueue>());
        services.AddSingleton<IDetectionEngine, GrainDetectionEngine>();
        services.AddSingleton<StreamAnomalyFeed>();
        services.AddSingleton<IAnomalyFeed>(provider => provider.GetRequiredService<StreamAnomalyFeed>());
        services.AddHostedService(provider => provider.GetRequiredService<StreamAnomalyFeed>());
        services.AddSingleton<IProbePlacement, GrainPlacement>();
        return services;
    }

    /// <summary>What a silo needs besides: it holds the grains.</summary>
    public static ISiloBuilder AddGrains(this ISiloBuilder silo)
    {
        silo.AddPlacementDirector<SpreadPlacement, SpreadPlacementDirector>();
        silo.AddGrainService<SeriesService>();
        silo.Services.AddSingleton<SeriesServiceClient>();
        silo.Services.AddSingleton<LocalSeries>();
        silo.Services.AddSingleton<MonitorReader>();
        silo.Services.AddSingleton<EpisodeWriter>();
        silo.Services.AddHostedService<FirstMark>();
        silo.Services.AddHostedService<SeriesMover>();
        silo.Services.AddHostedService<JobStarter>();
        return silo;
    }
}
