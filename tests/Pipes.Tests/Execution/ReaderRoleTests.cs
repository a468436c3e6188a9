using Grainwatch.Pipes.Execution;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Pipes.Tests.Execution;

public sealed class ReaderRoleTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task ProcessesThatStartTogetherMayAllMakeTheRole()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var database = Database.Open(connectionString);

        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                await using var connections = new QueryConnections(connectionString, new PipesOptions());
                await new ReaderRole(database, connections, NullLogger<ReaderRole>.Instance).EnsureAsync(CancellationToken.None);
                Assert.NotNull(connections.Role);
            }));
        }
    }
}
