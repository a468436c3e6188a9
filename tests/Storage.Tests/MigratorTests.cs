using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing;

namespace Grainwatch.Storage.Tests;

public sealed class MigratorTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task ASecondRunFindsNothingToDo()
    {
        await using var database = Database.Open(await postgres.CreateDatabaseAsync());

        Assert.Empty(await new Migrator(database).MigrateAsync(CancellationToken.None));
    }
}
