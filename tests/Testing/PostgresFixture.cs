using Xunit;

namespace Grainwatch.Testing;

/// <summary>A real Postgres, with a fresh, migrated database for whoever asks.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    SharedPostgres? shared;

    public async Task InitializeAsync() => shared = await SharedPostgres.GetAsync();

    /// <returns>The connection string of a new database, empty but for the migrations.</returns>
    public Task<string> CreateDatabaseAsync() =>
        shared?.CreateDatabaseAsync() ?? throw new InvalidOperationException("The fixture has not started.");

    public Task DisposeAsync() => Task.CompletedTask;
}
