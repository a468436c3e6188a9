using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Npgsql;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Takes rows out of a data source. Logs are taken off their counts in the same statement, by deltas below zero: so the counts stay exact,
/// and nobody who writes meanwhile is in the way.
/// </summary>
static class RowRemoval
{
    /// <summary>Above any window of a monitor: older minutes are of no interest to them.</summary>
    static readonly TimeSpan Live = TimeSpan.FromDays(1);

    /// <param name="target">Null for logs.</param>
    /// <param name="condition">SQL over the columns of the data source.</param>
    public static async Task<RemovedRows> DeleteAsync(
        NpgsqlConnection connection, CopyTarget? target, RowCondition condition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (target is not null)
        {
            await using var delete = condition.Command($"delete from {target.Sql} where {condition.Sql}", connection);
            return new RemovedRows(await delete.ExecuteNonQueryAsync(cancellationToken), []);
        }

        await using var command = condition.Command(
            $"""
            with gone as (
                delete from grainwatch.log_entries e using (select id, service, severity from grainwatch.series) s
                where s.id = e.series_id and ({condition.Sql})
                returning e.series_id, date_trunc('minute', e.timestamp, 'UTC') as minute
            ), counted as (
                select series_id, minute, count(*)::integer as count from gone group by series_id, minute
            ), noted as (
                insert into grainwatch.log_minute_deltas (series_id, minute, count) select series_id, minute, -count from counted
            )
            select 0, null::timestamptz, coalesce(sum(count), 0)::bigint, '', '' from counted
            union all
            select c.series_id, c.minute, c.count, s.service, s.severity
            from counted c join grainwatch.series s on s.id = c.series_id
            where c.minute >= '{(now - Live).UtcDateTime:yyyy-MM-dd HH:mm:ss}+00'
            """,
            connection);
        return await ReadAsync(command, cancellationToken);
    }

    public static async Task<long> CountAsync(
        NpgsqlConnection connection, CopyTarget? target, RowCondition condition, CancellationToken cancellationToken)
    {
        var rows = target is null
            ? "grainwatch.log_entries e join (select id, service, severity from grainwatch.series) s on s.id = e.series_id"
            : target.Sql;
        await using var command = condition.Command($"select count(*) from {rows} where {condition.Sql}", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task<RemovedRows> TruncateAsync(
        NpgsqlConnection connection, CopyTarget? target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            return await DeleteAsync(connection, target, RowCondition.All, now, cancellationToken);
        }

        await using var truncate = new NpgsqlCommand($"truncate {target.Sql}", connection);
        await truncate.ExecuteNonQueryAsync(cancellationToken);
        return new RemovedRows(0, []);
    }

    static async Task<RemovedRows> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var removed = 0L;
        Dictionary<SeriesRef, List<MinuteCount>> live = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(1))
            {
                removed = reader.GetInt64(2);
                continue;
            }

            var series = new SeriesRef(reader.GetInt32(0), new SeriesKey(reader.GetString(3), reader.GetString(4)));
            if (!live.TryGetValue(series, out var minutes))
            {
                live.Add(series, minutes = []);
            }

            minutes.Add(new MinuteCount(Minute.Of(reader.GetFieldValue<DateTimeOffset>(1)), -reader.GetInt64(2)));
        }

        return new RemovedRows(removed, [.. live.Select(one => new SeriesCounts(one.Key, one.Value))]);
    }
}

/// <param name="LiveLogs">What the counts of recent minutes lost, below zero.</param>
sealed record RemovedRows(long Count, IReadOnlyList<SeriesCounts> LiveLogs);
