using Grainwatch.Api.Anomalies;
using Grainwatch.Api.Detection.Embedded;
using Grainwatch.Api.Jobs;
using Grainwatch.Api.Series;
using Grainwatch.Api.Settings;
using Grainwatch.Api.Thresholds;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Jobs;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Detection;

static class DetectionExtensions
{
    /// <summary>What both shapes need. The shape brings <see cref="IDetectionEngine"/>, <see cref="IAnomalyFeed"/> and who runs the jobs.</summary>
    public static void AddDetection(this WebApplicationBuilder builder)
    {
        builder.AddSettings<DetectionOptions>("Detection");
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<DetectionMetrics>();
        builder.Services.AddSingleton<IAnomalyStore, AnomalyStore>();
        builder.Services.AddSingleton<ISeriesHistory, SeriesHistoryReader>();
        builder.Services.AddSingleton<ThresholdTable>();
        builder.Services.AddSingleton<IThresholdSource>(services => services.GetRequiredService<ThresholdTable>());
        builder.Services.AddSingleton<ThresholdBook>();
        builder.Services.AddSingleton<AnomalyReader>();
        builder.Services.AddSingleton<SeriesReader>();
        builder.Services.AddSingleton<SeriesStatusReader>();
        builder.Services.AddSingleton<AnomalyStream>();
        builder.Services.AddSingleton<ICommitObserver, CommitObserver>();
        builder.Services.AddSingleton<IPeriodicJob, ReconcileJob>();
        builder.Services.AddHostedService<ThresholdListener>();
    }

    /// <summary>Monitors, feed and jobs in this process.</summary>
    public static void AddEmbeddedDetection(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MonitorSnapshots>();
        builder.Services.AddSingleton<AnomalyWriter>();
        builder.Services.AddSingleton<EmbeddedEngine>();
        builder.Services.AddSingleton<IDetectionEngine>(services => services.GetRequiredService<EmbeddedEngine>());
        builder.Services.AddHostedService(services => services.GetRequiredService<EmbeddedEngine>());
        builder.Services.AddHealthChecks().AddCheck<EngineCheck>("monitors");
        builder.Services.AddSingleton<IAnomalyFeed, InProcessFeed>();
        builder.Services.AddSingleton<IPeriodicJob, SaveSnapshotsJob>();
        builder.Services.AddHostedService<PeriodicJobRunner>();
    }

    public static void MapDetection(this WebApplication app)
    {
        app.MapSeries();
        app.MapAnomalies();
        app.MapThresholds();
    }
}
