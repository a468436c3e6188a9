using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Testing;
using Grainwatch.Testing.Contracts;

namespace Grainwatch.Cluster.Tests.Contracts;

/// <summary>Published in one silo, received in the other. Each test has silos of its own: a feed remembers which events it has shown.</summary>
public sealed class StreamAnomalyFeedTests(PostgresFixture postgres) : AnomalyFeedContract, IClassFixture<PostgresFixture>, IAsyncLifetime
{
    SiloCluster? cluster;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }
    }

    protected override async Task<(IAnomalyFeed Publisher, IAnomalyFeed Subscriber)> StartAsync()
    {
        cluster = await SiloCluster.StartAsync(await postgres.CreateDatabaseAsync(), silos: 2);
        return (cluster.Silos[0].Service<IAnomalyFeed>(), cluster.Silos[1].Service<IAnomalyFeed>());
    }
}
