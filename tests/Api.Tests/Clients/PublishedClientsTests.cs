using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Clients;

/// <summary>Tinybird's clients as published, which know nothing of us but the address. What they do is in <c>node/clients.mjs</c>.</summary>
public sealed class PublishedClientsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableTheory]
    [InlineData("sdk")]
    [InlineData("zod-bird")]
    [InlineData("mockingbird")]
    [InlineData("charts")]
    public async Task WorksByChangingTheHost(string client)
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);

        var problem = await NodeClients.RunAsync(client, server);

        Assert.True(problem is null, problem);
    }
}
