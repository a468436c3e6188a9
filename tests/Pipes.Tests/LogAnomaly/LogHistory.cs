using Grainwatch.Pipes.Tests.Support;

namespace Grainwatch.Pipes.Tests.LogAnomaly;

/// <summary>Random logs of a few series over a few hours, with their counts partly compacted.</summary>
static class LogHistory
{
    public static readonly DateTime Start = new(2026, 3, 1, 9, 17, 23, DateTimeKind.Utc);

    public static readonly TimeSpan Length = TimeSpan.FromHours(3.6);

    public static readonly string[] Services = ["api", "cart", "o'hare", "*"];

    public static readonly string[] Severities = ["ERROR", "INFO", ""];

    /// <param name="compacted">Every how-manieth delta was moved into the totals: 1 is all, 0 none.</param>
    public static async Task FillAsync(PipeRig rig, int seed, int compacted, DateTime start)
    {
        var split = start.Date.AddHours(start.Hour + 2);
        await rig.ExecuteAsync(
            $"""
            insert into series (service, severity)
            select service, severity from unnest(array['{string.Join("','", Services.Select(s => s.Replace("'", "''")))}']) service,
                unnest(array['{string.Join("','", Severities)}']) severity order by 1, 2;
            create table log_entries_1 partition of log_entries for values from ('{split.AddDays(-1):yyyy-MM-dd HH:mm}+00') to ('{split:yyyy-MM-dd HH:mm}+00');
            create table log_entries_2 partition of log_entries for values from ('{split:yyyy-MM-dd HH:mm}+00') to ('{split.AddDays(1):yyyy-MM-dd HH:mm}+00');
            select setseed({seed % 1000 / 1000.0});
            insert into log_entries
            select 1 + floor(power(random(), 2) * 11.5)::integer,
                timestamptz '{start:yyyy-MM-dd HH:mm:ss}+00' + floor(random() * {(int)Length.TotalSeconds}) * interval '1 second',
                'srv-' || i % 7, 'message ' || i, '', 'r', '{"{}"}'
            from generate_series(1, 6000) i;
            insert into log_minute_deltas
            select series_id, date_trunc('minute', timestamp), count(*) from log_entries group by 1, 2, substr(message, 9)::integer % 3;
            """);
        if (compacted > 0)
        {
            await rig.ExecuteAsync(
                $"""
                with moved as (
                    delete from log_minute_deltas where (extract(epoch from minute)::bigint / 60 + series_id) % {compacted} = 0 returning *
                ), minutes as (
                    insert into log_minute_totals select series_id, minute, sum(count) from moved group by 1, 2
                )
                insert into log_hour_totals select series_id, date_trunc('hour', minute), sum(count) from moved group by 1, 2
                """);
        }
    }
}
