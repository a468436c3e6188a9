using Grainwatch.Api.Detection.Embedded;
using Grainwatch.Api.Hosting;
using Grainwatch.Api.Pipes;
using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Api.Probes.NameServers;
using Grainwatch.Api.Probes.Network;
using Grainwatch.Api.Probes.Results;
using Grainwatch.Api.Probes.Running;
using Grainwatch.Api.Probes.Scheduling;
using Grainwatch.Api.Probes.Status;
using Grainwatch.Api.Settings;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.ResponseTimes;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes;

/// <summary>Probes: defined in files and over HTTP, run on schedule, judged, shown.</summary>
static class ProbeExtensions
{
    /// <summary>What both shapes need. The shape brings <see cref="IProbePlacement"/>.</summary>
    public static void AddProbes(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ProbeSettings>("Probes");
        builder.AddSettings<ResponseTimeSettings>("Probes:ResponseTimes");
        var services = builder.Services;
        services.AddMetrics();
        services.AddSingleton<ProbeTable>();
        services.AddSingleton<HeartbeatTable>();
        services.AddSingleton<ProbeResults>();
        services.AddSingleton<ProbeRunReader>();
        services.AddSingleton<ProbeEpisodes>();
        services.AddSingleton<ProbeCatalog>();
        services.AddSingleton(provider => new ProbeFolder(ProjectFolder.Find(provider.GetRequiredService<ServerSettings>())));
        services.AddSingleton<ProbeFileSync>();
        services.AddSingleton<ProbeEditor>();
        services.AddSingleton<ProbeMetrics>();
        services.AddSingleton<ProbeStatusReader>();
        services.AddSingleton(new AddressGuard(settings.Networks));
        services.AddSingleton<INameResolver, SystemNameResolver>();
        services.AddSingleton<DnsClient>();
        services.AddSingleton<Dialer>();
        services.AddSingleton<HttpCheck>();
        services.AddSingleton<ConnectionCheck>();
        services.AddSingleton<DnsCheck>();
        services.AddSingleton<IHeartbeats, StoredHeartbeats>();
        services.AddSingleton<HeartbeatCheck>();
        services.AddSingleton<ProbeRunner>();
        services.AddSingleton<IProbeWorker, ProbeWorker>();
        services.AddSingleton<ProbeScheduler>();
        services.AddSingleton<IProbeRoster>(provider => provider.GetRequiredService<ProbeScheduler>());
        services.AddSingleton<ModelTrainer>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ResultSink>(provider, ActivatorUtilities.CreateInstance<AnomalyWriter>(provider)));
        services.AddSingleton<ProbePlacer>();
        services.AddHostedService<ProbeFileLoader>();
        services.AddHostedService(provider => provider.GetRequiredService<ResultSink>());
        services.AddHostedService(provider => provider.GetRequiredService<ModelTrainer>());
        services.AddHostedService(provider => provider.GetRequiredService<ProbeScheduler>());
        services.AddHostedService(provider => provider.GetRequiredService<ProbePlacer>());
    }

    /// <summary>Every probe in this process.</summary>
    public static void AddEmbeddedProbes(this WebApplicationBuilder builder) => builder.Services.AddSingleton<IProbePlacement, LocalPlacement>();

    public static void MapProbes(this WebApplication app)
    {
        app.MapProbeResources();
        app.MapHeartbeats();
        app.MapStatus();
        app.MapProbeRuns();
    }
}
