using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Grainwatch.Testing;

/// <summary>A Postgres of the test run's own, with a fresh, migrated database for whoever asks.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("grainwatch-tests-").FullName;
    PrivatePostgres? postgres;
    int databases;

    public PrivatePostgres Server => postgres ?? throw new InvalidOperationException("The fixture has not started.");

    public async Task InitializeAsync()
    {
        // Postgres runs as another user when the tests run as root, and must be able to pass through.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        postgres = await PrivatePostgres.StartAsync(folder, NullLogger.Instance, TimeProvider.System, durable: false);
    }

    /// <returns>The connection string of a new database, empty but for the migrations.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        var connectionString = new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = name }.ConnectionString;
        await using var database = Database.Open(connectionString);
        await new Migrator(database).MigrateAsync(CancellationToken.None);
        return connectionString;
    }

    public async Task DisposeAsync()
    {
        if (postgres is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await postgres.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
