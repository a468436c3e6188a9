using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Scenarios;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Grainwatch.Cluster.Tests.Scenarios;

/// <summary>Two silos; a move ends the older one, and a new one comes.</summary>
public sealed class ClusterScenarioTests(PostgresFixture postgres) : AlertScenarioContract(postgres), IClassFixture<PostgresFixture>
{
    protected override async Task<RunningProduct> StartAsync(string connectionString, FakeTime time)
    {
        var running = new Running(new SiloCluster(connectionString), time);
        await running.AddAsync();
        await running.AddAsync();
        return running;
    }

    sealed class Running(SiloCluster cluster, FakeTime time) : RunningProduct
    {
        int gone;

        public override HttpClient Client => cluster.Silos[gone].Client;

        public Task AddAsync() => cluster.AddAsync(Settings, Configure);

        public override async Task MoveAsync()
        {
            await cluster.Silos[gone++].DisposeAsync();
            // Its jobs come up on the others when it starts, at the latest; without it, when their reminders are due.
            await AddAsync();
        }

        public override ValueTask DisposeAsync() => cluster.DisposeAsync();

        void Configure(WebApplicationBuilder builder)
        {
            // The test's clock for what is ours; Orleans' own beats go on.
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        }
    }
}
