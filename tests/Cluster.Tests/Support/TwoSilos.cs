using Grainwatch.Testing;

namespace Grainwatch.Cluster.Tests.Support;

/// <summary>Two silos on a Postgres of their own.</summary>
public sealed class TwoSilos : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    SiloCluster? cluster;

    public SiloCluster Cluster => cluster ?? throw new InvalidOperationException("The silos are not started.");

    public T Service<T>(int silo) where T : notnull => Cluster.Silos[silo].Service<T>();

    public IGrainFactory GrainsOf(int silo) => Service<IGrainFactory>(silo);

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        cluster = await SiloCluster.StartAsync(await postgres.CreateDatabaseAsync(), silos: 2);
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        await postgres.DisposeAsync();
    }
}
