using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Domain.Jobs;
using Grainwatch.Testing;
using Grainwatch.Testing.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Cluster.Tests.Contracts;

/// <summary>Jobs in grains, on two silos that both have them. The clock is the real one, and the period short.</summary>
public sealed class JobGrainTests(PostgresFixture postgres) : PeriodicJobsContract, IClassFixture<PostgresFixture>
{
    protected override TimeSpan Period => TimeSpan.FromMilliseconds(200);

    protected override async Task<IAsyncDisposable> StartAsync(IReadOnlyList<IPeriodicJob> jobs) =>
        await SiloCluster.StartAsync(await postgres.CreateDatabaseAsync(), silos: 2, builder =>
        {
            foreach (var job in jobs)
            {
                builder.Services.AddSingleton(job);
            }
        });

    protected override Task PassAsync(TimeSpan time) => Task.CompletedTask;
}
