using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Support;

/// <summary>One server for all tests of a class, for those that do not mind each other.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    GrainwatchServer? server;

    public GrainwatchServer Server => server ?? throw new InvalidOperationException("The fixture has not started.");

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        server = await GrainwatchServer.StartAsync(postgres);
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        await postgres.DisposeAsync();
    }
}
