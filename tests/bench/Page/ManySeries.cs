using System.Diagnostics;
using Grainwatch.Storage.Maintenance;
using Npgsql;

namespace Grainwatch.Bench.Page;

/// <summary>Fills history: logs of the last 30 days over 250 services at 4 severities, more of them lately, counted as compaction leaves them.</summary>
sealed class ManySeries(NpgsqlDataSource database)
{
    const int Steps = 10;

    public async Task FillAsync(long rows)
    {
        var begin = Stopwatch.GetTimestamp();
        var now = TimeProvider.System.GetUtcNow();
        await new LogPartitions(database, TimeProvider.System).EnsureAsync(
            [.. Enumerable.Range(0, 31).Select(day => DateOnly.FromDateTime(now.UtcDateTime.AddDays(-day)))], CancellationToken.None);
        await RunAsync(
            """
            insert into series (service, severity)
            select 'service-' || lpad(n::text, 3, '0'), severity from generate_series(1, 250) n, unnest(array['DEBUG', 'INFO', 'WARN', 'ERROR']) severity
            on conflict do nothing
            """);
        for (var step = 0; step < Steps; step++)
        {
            // The square puts half of the logs into the last quarter of the time.
            await RunAsync(FormattableString.Invariant(
                $"""
                insert into log_entries
                select s.ids[1 + (i * 2654435761 % array_length(s.ids, 1))],
                    date_trunc('second', timestamptz '{now:O}' - interval '30 days' * pow(1 - i / {rows}.0, 2)),
                    'srv-' || i % 50, 'request ' || i || ' failed: upstream timed out after ' || i % 3000 || ' ms', 'E504', 'r-' || i % 1000, '"k":1'
                from generate_series({rows * step / Steps}::bigint, {(rows * (step + 1) / Steps) - 1}) i, (select array_agg(id order by id) as ids from series) s
                """));
            Console.WriteLine($"Filled {100 * (step + 1) / Steps} % after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s.");
        }

        await RunAsync("insert into log_minute_totals select series_id, date_trunc('minute', timestamp), count(*) from log_entries group by 1, 2");
        await RunAsync("insert into log_hour_totals select series_id, date_trunc('hour', minute), sum(count) from log_minute_totals group by 1, 2");
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
