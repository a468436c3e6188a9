using Grainwatch.Domain.Time;
using Npgsql;

namespace Grainwatch.Storage.Logs;

/// <summary>Reads counts of logs. They are exact at every moment, and reading them takes no row.</summary>
public sealed class CountReader(NpgsqlDataSource database)
{
    /// <summary>The counts of one series, the minutes that have logs only, oldest first.</summary>
    public async Task<IReadOnlyList<(Minute Minute, long Count)>> OfSeriesAsync(int seriesId, Minute from, Minute to, CancellationToken cancellationToken)
    {
        const string Parts = "where series_id = $1 and minute >= $2 and minute < $3";
        await using var command = database.CreateCommand(
            $"""
            select (extract(epoch from minute) / 60)::bigint, sum(count)::bigint
            from (select minute, count from log_minute_totals {Parts} union all select minute, count from log_minute_deltas {Parts}) parts
            group by minute order by minute
            """);
        command.Add(seriesId);
        command.Add(from.Start);
        command.Add(to.Start);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(Minute, long)> counts = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add((new Minute(reader.GetInt64(0)), reader.GetInt64(1)));
        }

        return counts;
    }

    /// <summary>The counts of all series from a minute on.</summary>
    public async Task<IReadOnlyList<(int SeriesId, Minute Minute, long Count)>> FromAsync(Minute from, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select series_id, (extract(epoch from minute) / 60)::bigint, sum(count)::bigint
            from (
                select series_id, minute, count from log_minute_totals where minute >= $1
                union all
                select series_id, minute, count from log_minute_deltas where minute >= $1
            ) parts
            group by series_id, minute
            """);
        command.Add(from.Start);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(int, Minute, long)> counts = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add((reader.GetInt32(0), new Minute(reader.GetInt64(1)), reader.GetInt64(2)));
        }

        return counts;
    }

    /// <summary>The logs a minute that each series had on average, over the whole hours of a time in which it had any.</summary>
    public async Task<IReadOnlyDictionary<int, double>> UsualAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select series_id, (sum(count) / count(*) / 60)::double precision from log_hour_totals where hour >= $1 and hour < $2 group by series_id");
        command.Add(from);
        command.Add(to);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<int, double> usual = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            usual.Add(reader.GetInt32(0), reader.GetDouble(1));
        }

        return usual;
    }

    /// <summary>How many logs there are by slice and severity. Where a slice is hours long, hours are read instead of minutes.</summary>
    /// <param name="from">On a minute; on an hour, where slices are.</param>
    public async Task<IReadOnlyList<(DateTimeOffset Slice, string Severity, long Count)>> BySeverityAsync(
        LogFilter filter, DateTimeOffset from, DateTimeOffset to, TimeSpan slice, CancellationToken cancellationToken)
    {
        var byHour = slice.Ticks % TimeSpan.TicksPerHour == 0;
        await using var command = database.CreateCommand();
        var (start, end) = (command.Add(from), command.Add(to));
        var conditions = filter.Conditions(command);
        var totals = byHour
            ? $"select series_id, hour as time, count from log_hour_totals where hour >= {start} and hour < {end}{conditions}"
            : $"select series_id, minute as time, count from log_minute_totals where minute >= {start} and minute < {end}{conditions}";
        command.CommandText =
            $"""
            select date_bin({command.Add(slice)}, p.time, timestamptz '2000-01-01 00:00:00+00'), s.severity, sum(p.count)::bigint
            from (
                select series_id, time, sum(count) as count
                from ({totals} union all select series_id, minute, count from log_minute_deltas where minute >= {start} and minute < {end}{conditions}) parts
                group by series_id, time
            ) p
            join series s on s.id = p.series_id
            group by 1, 2
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(DateTimeOffset, string, long)> counts = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add((reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return counts;
    }

    /// <summary>The last minute that has logs at all; null before the first.</summary>
    public async Task<Minute?> LastAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select (extract(epoch from greatest(
                (select minute from log_minute_totals order by minute desc limit 1), (select max(minute) from log_minute_deltas))) / 60)::bigint
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is long number ? new Minute(number) : null;
    }
}
