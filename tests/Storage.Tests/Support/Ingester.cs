using System.Globalization;
using System.Text;
using System.Text.Json;
using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Maintenance;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grainwatch.Storage.Tests.Support;

/// <summary>The way of a log as one process has it, without HTTP.</summary>
sealed class Ingester : IAsyncDisposable
{
    readonly StorageMetrics metrics = new();
    readonly LogRowReader reader;

    public Ingester(string connectionString, IngestOptions? options = null, TimeProvider? time = null, params ICommitObserver[] observers)
    {
        Options = options ?? new IngestOptions();
        var clock = time ?? TimeProvider.System;
        Database = Storage.Postgres.Database.Open(connectionString);
        Memory = new IngestMemory(Options);
        Series = new SeriesRegistry(Database, Options, clock);
        reader = new LogRowReader(Series);
        Committer = new GroupCommitter(
            Database, Series, new Partitions(new LogPartitions(Database, clock), new TablePartitions(Database, clock)), observers, Options, metrics, clock, NullLogger<GroupCommitter>.Instance);
    }

    public IngestOptions Options { get; }

    public NpgsqlDataSource Database { get; }

    public IngestMemory Memory { get; }

    public SeriesRegistry Series { get; }

    public GroupCommitter Committer { get; }

    public static string Log(
        string timestamp = "2026-11-20 09:15:00", string service = "cart", string severity = "ERROR", string message = "m") =>
        JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["timestamp"] = timestamp,
            ["server_id"] = "srv-7",
            ["service"] = service,
            ["severity"] = severity,
            ["message"] = message,
            ["error_code"] = "",
            ["resource_id"] = "r1",
            ["metadata"] = "{}",
        });

    public Task<IngestCounts> IngestAsync(params string[] rows) => IngestWithKeyAsync(null, rows);

    public async Task<IngestCounts> IngestWithKeyAsync(string? key, params string[] rows)
    {
        var request = new IngestRequest("system_logs", key, Memory);
        foreach (var row in rows)
        {
            reader.Read(Encoding.UTF8.GetBytes(row), final: true, validUtf8: true, request, out _, out _);
        }

        await request.ResolveSeriesAsync(Series, Options.MaxSeries);
        return await Committer.CommitAsync(request);
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)Convert.ChangeType(await command.ExecuteScalarAsync(), typeof(T), CultureInfo.InvariantCulture)!;
    }

    /// <summary>
    /// Rows stored, after checking that the counts agree with them, by the minute and by the hour. No partition may be made meanwhile: a
    /// query that was planned before would count none of its rows (docs/decisions/counts-with-rows.md).
    /// </summary>
    public async Task<long> CountAsync()
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var noNewPartitions = new NpgsqlCommand("lock table grainwatch.log_entries in share update exclusive mode", connection))
        {
            await noNewPartitions.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(
            """
            select (select count(*) from sources.system_logs)::bigint,
                coalesce((select sum(count) from sources.log_minutes), 0)::bigint,
                coalesce((select sum(count) from sources.log_hours), 0)::bigint
            """,
            connection);
        await using var result = await command.ExecuteReaderAsync();
        await result.ReadAsync();
        Assert.Equal(result.GetInt64(0), result.GetInt64(1));
        Assert.Equal(result.GetInt64(0), result.GetInt64(2));
        return result.GetInt64(0);
    }

    public async ValueTask DisposeAsync()
    {
        await Committer.DisposeAsync();
        await Database.DisposeAsync();
        metrics.Dispose();
    }
}
