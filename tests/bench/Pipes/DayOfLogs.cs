using System.Diagnostics;
using Grainwatch.Bench.Ingest;
using Grainwatch.Storage.Maintenance;
using Npgsql;

namespace Grainwatch.Bench.Pipes;

/// <summary>Fills history with logs of the last 24 hours, evenly over 100 series and one that is rare, counted as compaction leaves them.</summary>
sealed class DayOfLogs(NpgsqlDataSource database)
{
    const int Steps = 20;

    public async Task FillAsync(long rows)
    {
        var begin = Stopwatch.GetTimestamp();
        var now = TimeProvider.System.GetUtcNow();
        await new LogPartitions(database, TimeProvider.System).EnsureAsync(
            [DateOnly.FromDateTime(now.UtcDateTime.AddDays(-1)), DateOnly.FromDateTime(now.UtcDateTime)], CancellationToken.None);
        await using (var series = database.CreateCommand("insert into series (service, severity) select * from unnest($1, $2) on conflict do nothing"))
        {
            series.Parameters.Add(new() { Value = (string[])[.. BenchEvents.Series.Select(key => key.Service), "service-07"] });
            series.Parameters.Add(new() { Value = (string[])[.. BenchEvents.Series.Select(key => key.Severity), "RARE"] });
            await series.ExecuteNonQueryAsync();
        }

        for (var step = 0; step < Steps; step++)
        {
            await RunAsync(FormattableString.Invariant(
                $"""
                insert into log_entries
                select case when i % 100000 = 0 then rare.id else s.ids[1 + (i * 2654435761 % array_length(s.ids, 1))] end,
                    date_trunc('second', timestamptz '{now:O}' - interval '24 hours' * (1 - i / {rows}.0)),
                    'srv-' || i % 50, repeat('request failed: upstream timed out ', 3), 'E504', 'r-' || i % 1000, '"k":1'
                from generate_series({rows * step / Steps}::bigint, {(rows * (step + 1) / Steps) - 1}) i,
                    (select array_agg(id order by id) as ids from series where severity <> 'RARE') s,
                    (select id from series where severity = 'RARE') rare
                """));
            Console.WriteLine($"Filled {100 * (step + 1) / Steps} % after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s.");
        }

        // By time, as they come into being: the counts of one minute lie side by side.
        await RunAsync(
            "insert into log_minute_totals select series_id, date_trunc('minute', timestamp), count(*) from log_entries group by 2, 1 order by 2, 1");
        await RunAsync(
            "insert into log_hour_totals select series_id, date_trunc('hour', minute), sum(count) from log_minute_totals group by 2, 1 order by 2, 1");
        await RunAsync("insert into log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at) values ('*', 'ERROR', 140, 1, now())");
        await RunAsync("vacuum analyze");
        await RunAsync("checkpoint");
    }

    async Task RunAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 1800;
        await command.ExecuteNonQueryAsync();
    }
}
