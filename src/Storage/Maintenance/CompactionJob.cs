using Grainwatch.Domain.Jobs;
using Npgsql;

namespace Grainwatch.Storage.Maintenance;

/// <summary>
/// Moves the append-only deltas into the minute and hour totals, in one statement, so that no reader ever sees a log counted twice or
/// not at all. Runs often: queries read every delta that is left.
/// </summary>
public sealed class CompactionJob(NpgsqlDataSource database, MaintenanceOptions options) : IPeriodicJob
{
    /// <summary>
    /// The key of the advisory lock that compaction and retention share: both change totals and deltas, and one after the other they
    /// cannot deadlock.
    /// </summary>
    internal const long Lock = 0x636f6d70616374;

    const int DeltasPerStatement = 100_000;

    /// <summary>Removed deltas that are worth a VACUUM: until then they lie in the way of those who read the rest.</summary>
    const int DeltasPerVacuum = 10_000;

    /// <summary>
    /// Deltas a run up to which it is quiet enough for VACUUM to give pages back. It needs a moment without writers for that, and under load
    /// it would wait for one for seconds, while deltas pile up.
    /// </summary>
    const int DeltasOfQuietRun = 1_000;

    long removed;
    bool hasPagesToGiveBack;

    public string Name => "compaction";

    public TimeSpan Period => options.CompactionPeriod;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var before = removed;
        int moved;
        do
        {
            moved = await MoveAsync(connection, cancellationToken);
            removed += moved;
        }
        while (moved == DeltasPerStatement);
        var isQuiet = removed - before <= DeltasOfQuietRun;
        if (removed >= DeltasPerVacuum || (isQuiet && hasPagesToGiveBack))
        {
            // Where autovacuum is at it already, that will do.
            await using var vacuum = new NpgsqlCommand($"vacuum (skip_locked, truncate {isQuiet}) grainwatch.log_minute_deltas", connection);
            await vacuum.ExecuteNonQueryAsync(cancellationToken);
            removed = 0;
            hasPagesToGiveBack = !isQuiet;
        }
    }

    static async Task<int> MoveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new($"select pg_advisory_xact_lock({Lock})"));
        batch.BatchCommands.Add(new(
            $"""
            with moved as (
                delete from grainwatch.log_minute_deltas
                where ctid = any (array (select ctid from grainwatch.log_minute_deltas limit {DeltasPerStatement}))
                returning series_id, minute, count
            ), minutes as (
                insert into grainwatch.log_minute_totals as total (series_id, minute, count)
                select series_id, minute, sum(count) from moved group by minute, series_id order by minute, series_id
                on conflict (minute, series_id) do update set count = total.count + excluded.count
            ), hours as (
                insert into grainwatch.log_hour_totals as total (series_id, hour, count)
                select series_id, date_trunc('hour', minute, 'UTC') as hour, sum(count) from moved group by hour, series_id order by hour, series_id
                on conflict (hour, series_id) do update set count = total.count + excluded.count
            )
            select count(*)::integer from moved
            """));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }
}
