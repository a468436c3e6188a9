using System.Diagnostics;
using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grainwatch.Testing;

/// <summary>
/// One Postgres for all tests of a process: an initdb for each class would take longer than the tests. It stops with the process, and
/// takes its folder with it.
/// </summary>
sealed class SharedPostgres
{
    const string Template = "migrated";
    static readonly Lazy<Task<SharedPostgres>> Started = new(StartAsync);
    readonly PrivatePostgres postgres;

    /// <summary>Two copies of one template at a time fail.</summary>
    readonly SemaphoreSlim copying = new(1);
    int databases;

    SharedPostgres(PrivatePostgres postgres) => this.postgres = postgres;

    public static Task<SharedPostgres> GetAsync() => Started.Value;

    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await copying.WaitAsync();
        try
        {
            await CreateAsync($"create database {name} template {Template}");
        }
        finally
        {
            copying.Release();
        }

        return ConnectionStringTo(name);
    }

    static async Task<SharedPostgres> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("grainwatch-tests-").FullName;
        // Postgres runs as another user when the tests run as root, and must be able to pass through.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var deletion = DeleteWithThisProcess(folder);
        var postgres = await PrivatePostgres.StartAsync(folder, NullLogger.Instance, TimeProvider.System, durable: false);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            NpgsqlConnection.ClearAllPools();
            postgres.DisposeAsync().AsTask().GetAwaiter().GetResult();
            deletion.Dispose();
        };
        var shared = new SharedPostgres(postgres);
        await shared.CreateAsync($"create database {Template}");
        await using (var database = Database.Open(shared.ConnectionStringTo(Template, pooling: false)))
        {
            await new Migrator(database).MigrateAsync(CancellationToken.None);
        }

        return shared;
    }

    /// <summary>A test host is given a moment to end, and then killed. Its end of this pipe closes either way.</summary>
    static Process DeleteWithThisProcess(string folder) => Process.Start(
        new ProcessStartInfo("sh", ["-c", """cat; until rm -rf "$0"; do :; done""", folder]) { RedirectStandardInput = true })!;

    async Task CreateAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand(sql, connection);
        await create.ExecuteNonQueryAsync();
    }

    string ConnectionStringTo(string name, bool pooling = true) =>
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name, Pooling = pooling }.ConnectionString;
}
