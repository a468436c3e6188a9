using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Alerts;
using Npgsql;

namespace Grainwatch.Storage.Rules;

/// <summary>Looks up what series have counted, for looking back and for learning.</summary>
public sealed class MinuteHistory(NpgsqlDataSource database)
{
    /// <summary>The minutes of some series that have logs, oldest first.</summary>
    /// <param name="to">The first minute that is not read.</param>
    public async Task<ILookup<int, MinuteCount>> ReadAsync(int[] seriesIds, Minute from, Minute to, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            AlertSql.Command(
                """
                select series_id, minute, sum(count)::bigint from (
                    select series_id, minute, count from log_minute_totals where series_id = any($1) and minute >= $2 and minute < $3
                    union all
                    select series_id, minute, count::bigint from log_minute_deltas where series_id = any($1) and minute >= $2 and minute < $3
                ) parts
                group by series_id, minute order by series_id, minute
                """,
                seriesIds,
                from.Start,
                to.Start),
            row => (SeriesId: row.GetInt32(0), Minute: new MinuteCount(Minute.Of(row.GetFieldValue<DateTimeOffset>(1)), row.GetInt64(2))),
            cancellationToken)).ToLookup(row => row.SeriesId, row => row.Minute);

    /// <summary>All severities of a service together.</summary>
    public async Task<IReadOnlyList<MinuteCount>> ReadServiceAsync(string service, Minute from, Minute to, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            AlertSql.Command(
                """
                with own as (select id from series where service = $1)
                select minute, sum(count)::bigint from (
                    select minute, count from log_minute_totals where series_id in (select id from own) and minute >= $2 and minute < $3
                    union all
                    select minute, count::bigint from log_minute_deltas where series_id in (select id from own) and minute >= $2 and minute < $3
                ) parts
                group by minute order by minute
                """,
                service,
                from.Start,
                to.Start),
            row => new MinuteCount(Minute.Of(row.GetFieldValue<DateTimeOffset>(0)), row.GetInt64(1)),
            cancellationToken);

    /// <summary>The messages of a series by minute, oldest first.</summary>
    /// <param name="to">The first minute that is not read.</param>
    public async Task<ILookup<Minute, string>> ReadMessagesAsync(
        int seriesId, Minute from, Minute to, int limit, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            AlertSql.Command(
                "select timestamp, message from log_entries where series_id = $1 and timestamp >= $2 and timestamp < $3 order by timestamp limit $4",
                seriesId,
                from.Start,
                to.Start,
                limit),
            row => (Minute: Minute.Of(row.GetFieldValue<DateTimeOffset>(0)), Message: row.GetString(1)),
            cancellationToken)).ToLookup(row => row.Minute, row => row.Message);

    /// <summary>Series by their names, null standing for every one, with the arrival of their first log.</summary>
    public async Task<IReadOnlyList<(SeriesRef Series, DateTimeOffset CreatedAt)>> FindSeriesAsync(
        string? service, string? severity, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            AlertSql.Command(
                """
                select id, service, severity, created_at from series
                where ($1::text is null or service = $1) and ($2::text is null or severity = $2) order by service, severity
                """,
                service,
                severity),
            row => (new SeriesRef(row.GetInt32(0), new SeriesKey(row.GetString(1), row.GetString(2))), row.GetFieldValue<DateTimeOffset>(3)),
            cancellationToken);
}
