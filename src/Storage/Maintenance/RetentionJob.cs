using Grainwatch.Domain.Jobs;
using Grainwatch.Storage.Ingest;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Maintenance;

/// <summary>
/// Drops what is old: partitions of logs together with their counts, idempotency keys, quarantined rows, pushed anomaly events.
/// </summary>
public sealed partial class RetentionJob(
    NpgsqlDataSource database, MaintenanceOptions options, IngestOptions ingest, TimeProvider time, ILogger<RetentionJob> logger) : IPeriodicJob
{
    public string Name => "retention";

    public TimeSpan Period => options.RetentionPeriod;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in await OldPartitionsAsync(cancellationToken))
        {
            try
            {
                await DropAsync(partition, cancellationToken);
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                LogBusy(logger, partition);
            }
        }

        await DeleteAsync("delete from grainwatch.idempotency_keys where created_at < $1", ingest.IdempotencyKeyLifetime, cancellationToken);
        await DeleteAsync("delete from grainwatch.quarantine where insertion_date < $1", options.KeepQuarantine, cancellationToken);
        // The newest event stays: ids go on from it.
        await DeleteAsync(
            "delete from grainwatch.anomaly_events where at < $1 and id < (select max(id) from grainwatch.anomaly_events)",
            options.KeepAnomalyEvents,
            cancellationToken);
        // A writer makes its mark again when it misses it.
        await DeleteAsync("delete from grainwatch.ingest_writers where written_at < $1", TimeSpan.FromDays(1), cancellationToken);
    }

    async Task<List<string>> OldPartitionsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select name from grainwatch.log_partitions where last_arrival < $1 order by from_time");
        command.Parameters.Add(Before(options.KeepLogs));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> names = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>
    /// The counts go in the same transaction as the rows. The long part, deleting counts that nobody else changes, comes before the lock on
    /// log_entries, which makes every writer and reader wait; under it only the deltas that were committed meanwhile are left. A writer
    /// that finds its partition gone makes it again.
    /// </summary>
    async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({CompactionJob.Lock})", cancellationToken);
        await using (var take = new NpgsqlCommand(
            "select 1 from grainwatch.log_partitions where name = $1 and last_arrival < $2 for update", connection))
        {
            take.Parameters.Add(new() { Value = name });
            take.Parameters.Add(Before(options.KeepLogs));
            if (await take.ExecuteScalarAsync(cancellationToken) is null)
            {
                return;
            }
        }

        await DeleteCountsAsync(connection, "log_hour_totals", "hour", name, cancellationToken);
        await DeleteCountsAsync(connection, "log_minute_totals", "minute", name, cancellationToken);
        await DeleteCountsAsync(connection, "log_minute_deltas", "minute", name, cancellationToken);
        await ExecuteAsync(connection, "set local lock_timeout = '2s'", cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LogPartitions.Lock})", cancellationToken);
        await ExecuteAsync(connection, "lock table only grainwatch.log_entries in access exclusive mode", cancellationToken);
        await ExecuteAsync(connection, $"lock table grainwatch.{name} in access exclusive mode", cancellationToken);
        await DeleteCountsAsync(connection, "log_minute_deltas", "minute", name, cancellationToken);
        await ExecuteAsync(connection, $"drop table grainwatch.{name}", cancellationToken);
        await using (var forget = new NpgsqlCommand("delete from grainwatch.log_partitions where name = $1", connection))
        {
            forget.Parameters.Add(new() { Value = name });
            await forget.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        LogDropped(logger, name);
    }

    static async Task DeleteCountsAsync(
        NpgsqlConnection connection, string table, string column, string partition, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand(
            $"""
            delete from grainwatch.{table} counts using grainwatch.log_partitions partition
            where partition.name = $1 and counts.{column} >= partition.from_time and counts.{column} < partition.to_time
            """,
            connection) { CommandTimeout = 0 };
        delete.Parameters.Add(new() { Value = partition });
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task DeleteAsync(string sql, TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.Parameters.Add(Before(keep));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    NpgsqlParameter Before(TimeSpan keep) =>
        new() { Value = (time.GetUtcNow() - keep).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    [LoggerMessage(20, LogLevel.Information, "Dropped {Partition} and its counts: no log arrived there for as long as logs are kept")]
    static partial void LogDropped(ILogger logger, string partition);

    [LoggerMessage(21, LogLevel.Warning, "{Partition} is old but in use; retention tries it again at its next run")]
    static partial void LogBusy(ILogger logger, string partition);
}
