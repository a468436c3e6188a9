using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Api.Tests.Scenarios;

/// <summary>One process; another one on the same database follows it.</summary>
public sealed class EmbeddedScenarioTests(PostgresFixture postgres) : AlertScenarioContract(postgres), IClassFixture<PostgresFixture>
{
    protected override async Task<RunningProduct> StartAsync(string connectionString, FakeTime time)
    {
        var running = new Running(connectionString, time);
        await running.StartAsync();
        return running;
    }

    sealed class Running(string connectionString, FakeTime time) : RunningProduct
    {
        GrainwatchServer? server;

        public override HttpClient Client => server!.Client;

        public async Task StartAsync() =>
            server = await GrainwatchServer.StartAsync(connectionString, Settings, builder => builder.Services.AddSingleton<TimeProvider>(time));

        public override async Task MoveAsync()
        {
            await DisposeAsync();
            await StartAsync();
        }

        public override ValueTask DisposeAsync() => server!.DisposeAsync();
    }
}
