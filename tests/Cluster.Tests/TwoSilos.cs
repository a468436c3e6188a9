using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Grains;
using Grainwatch.Silo.Cluster;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;

namespace Grainwatch.Cluster.Tests;

/// <summary>Two silos on TCP, wired as in production, on a Postgres of their own.</summary>
public sealed class TwoSilos : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    readonly TestClusterPortAllocator ports = new();
    readonly List<IHost> silos = [];
    string connectionString = "";

    public IReadOnlyList<IHost> Silos => silos;

    public IGrainFactory GrainsOf(int silo) => Service<IGrainFactory>(silo);

    public T Service<T>(int silo) where T : notnull => silos[silo].Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        connectionString = await postgres.CreateDatabaseAsync();
        await using (var database = Database.Open(connectionString))
        {
            await new Migrator(database, ClusterSchema.Scripts).MigrateAsync(CancellationToken.None);
        }

        await AddAsync();
        await AddAsync();
    }

    public async Task AddAsync()
    {
        var (siloPort, gatewayPort) = ports.AllocateConsecutivePortPairs(1);
        var settings = new ClusterSettings { AdvertisedAddress = "127.0.0.1", SiloPort = siloPort, GatewayPort = gatewayPort };
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Services.AddSingleton(_ => Database.Open(connectionString));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new DetectionOptions());
        builder.Services.AddSingleton<IAnomalyStore, AnomalyStore>();
        builder.Services.AddSingleton<ISeriesHistory, SeriesHistoryReader>();
        builder.Services.AddSingleton<ThresholdTable>();
        builder.Services.AddSingleton<IThresholdSource>(services => services.GetRequiredService<ThresholdTable>());
        builder.Services.AddSingleton<ThresholdBook>();
        builder.Services.AddGrainCalls();
        builder.UseOrleans(silo => silo.UseGrainwatchCluster(settings, connectionString).AddGrains());
        var host = builder.Build();
        silos.Add(host);
        await host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.StopAsync();
            silo.Dispose();
        }

        ports.Dispose();
        await postgres.DisposeAsync();
    }
}
