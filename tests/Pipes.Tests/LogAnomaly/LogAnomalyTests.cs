using System.Globalization;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Pipes.Tests.LogAnomaly;

/// <summary>The three pipes against the plain way to ask the same, over random logs and ranges.</summary>
public sealed class LogAnomalyTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public async Task ErrorDistributionCountsWhatTheRowsCount(int seed, int compacted)
    {
        await using var rig = await FilledAsync(seed, compacted);
        foreach (var range in Ranges(seed))
        {
            await AssertDistributionAsync(rig, range);
        }
    }

    /// <summary>Where the hour that is not over yet is taken whole, though there are logs after the end of the range.</summary>
    [Theory]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    public async Task ErrorDistributionCountsWhatTheRowsCountAroundNow(int seed, int compacted)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await using var rig = await FilledAsync(seed, compacted, now - (LogHistory.Length / 2));
        foreach (var start in new[] { -6500, -4000, -1500, -100, -40 })
        {
            foreach (var end in new[] { -90, 0, 20, 70, 1900, 4000, 20_000 })
            {
                await AssertDistributionAsync(rig, new Range(now.AddSeconds(start), now.AddSeconds(end), null, null));
            }
        }
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 3)]
    public async Task LogAnomaliesAreTheMinutesAboveTheThreshold(int seed, int compacted)
    {
        await using var rig = await FilledAsync(seed, compacted);
        await rig.ExecuteAsync(
            """
            insert into log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at) values
                ('*', '*', 4, 1, '2026-01-01'), ('*', 'ERROR', 3, 1, '2026-01-01'), ('cart', '*', 2.5, 1, '2026-01-01'),
                ('cart', 'INFO', 100, 1, '2026-01-01'), ('cart', 'INFO', 2, 1, '2026-01-02'), ('cart', 'INFO', 1, 1, '2026-01-01'),
                ('api', 'INFO', 1, 1, '2026-01-01'), ('api', 'INFO', 1, 0, '2026-01-02')
            """);
        foreach (var range in Ranges(seed))
        {
            // cart/INFO has 2, cart 2.5, ERROR 3; the row of api/INFO is off, so it has that of all.
            var expected = await NaiveAsync(
                rig,
                range with { IsByMinute = true },
                """
                select to_char(minute, 'YYYY-MM-DD HH24:MI:SS'), service, severity, n::text, threshold::text
                from (
                    select date_trunc('minute', timestamp) as minute, service, severity, count(*) as n,
                        case when service = 'cart' and severity = 'INFO' then 2 when service = 'cart' then 2.5 when severity = 'ERROR' then 3 else 4 end::float8 as threshold
                    from sources.system_logs group by 1, 2, 3
                ) m
                where n > threshold and {0} order by minute desc, service, severity
                """);

            Assert.Equal(expected, (await rig.RowsAsync("log_anomalies", range.Parameters)).Select(r => r[..r.LastIndexOf('|')]));
        }
    }

    [Theory]
    [InlineData(7)]
    public async Task RecentLogsAreTheNewest(int seed)
    {
        await using var rig = await FilledAsync(seed, 1);
        foreach (var range in Ranges(seed))
        {
            foreach (var limit in new[] { 0, 1, 7, 100, 10_000 })
            {
                var all = await NaiveAsync(
                    rig,
                    range,
                    """
                    select to_char(timestamp, 'YYYY-MM-DD HH24:MI:SS'), server_id, service, severity, message, error_code, resource_id, metadata
                    from sources.system_logs where {0} order by timestamp desc
                    """);
                var actual = await rig.RowsAsync("recent_logs", [.. range.Parameters.Where(p => p.Name != "limit"), ("limit", limit.ToString(CultureInfo.InvariantCulture))]);

                // Which of several logs of the same second are the last ones shown is open.
                Assert.Equal(all.Take(limit).Select(Time), actual.Select(Time));
                Assert.Equal(actual.Count, actual.Distinct().Count());
                Assert.Subset(all.ToHashSet(), actual.ToHashSet());
            }
        }
    }

    [Fact]
    public async Task WithoutARangeTheLastHourIsAsked()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);
        await rig.ExecuteAsync(
            """
            insert into series (service, severity) values ('api', 'ERROR');
            create table log_entries_all partition of log_entries for values from ('2000-01-01') to ('2100-01-01');
            insert into log_entries
            select 1, date_trunc('second', now()) + i * interval '1 minute', '', 'm' || i, '', '', '' from unnest(array[-120, -61, -59, -1, 5]) i;
            insert into log_minute_deltas select series_id, date_trunc('minute', timestamp), count(*) from log_entries group by 1, 2;
            insert into log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at) values ('api', 'ERROR', 0.5, 1, now());
            """);

        Assert.Equal(["m-1", "m-59"], (await rig.AskAsync("recent_logs"))["data"]!.AsArray().Select(r => r!["message"]!.ToString()));
        Assert.Equal("2", (await rig.AskAsync("error_distribution"))["data"]![0]!["error_count"]!.ToString());
        Assert.Equal(3, (await rig.RowsAsync("log_anomalies", ("time_window_minutes", "90"))).Count);
        Assert.Equal(4, (await rig.RowsAsync("log_anomalies", ("time_window_minutes", "200"))).Count);
    }

    [Fact]
    public async Task ColumnsHaveTheTypesOfTheContract()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);

        Assert.Equal(
            "timestamp DateTime, server_id String, service String, severity String, message String, error_code String, resource_id String, metadata String",
            Meta(await rig.AskAsync("recent_logs")));
        Assert.Equal(
            "service String, severity String, error_count UInt64, share Float64, first_seen DateTime, last_seen DateTime",
            Meta(await rig.AskAsync("error_distribution")));
        Assert.Equal(
            "minute DateTime, service String, severity String, log_count UInt64, threshold_per_minute Float64, ratio Float64",
            Meta(await rig.AskAsync("log_anomalies")));
    }

    static async Task AssertDistributionAsync(PipeRig rig, Range range)
    {
        var expected = await NaiveAsync(
            rig,
            range,
            """
            select service, severity, count(*)::text, '', to_char(min(timestamp), 'YYYY-MM-DD HH24:MI:SS'), to_char(max(timestamp), 'YYYY-MM-DD HH24:MI:SS')
            from sources.system_logs where {0} group by 1, 2 order by count(*) desc, service, severity
            """);
        var actual = await rig.AskAsync("error_distribution", range.Parameters);

        Assert.Equal(expected, [.. actual["data"]!.AsArray().Select(r => $"{r!["service"]}|{r["severity"]}|{r["error_count"]}||{r["first_seen"]}|{r["last_seen"]}")]);
        var total = actual["data"]!.AsArray().Sum(r => r!["error_count"]!.GetValue<long>());
        Assert.All(actual["data"]!.AsArray(), r => Assert.Equal((double)r!["error_count"]!.GetValue<long>() / total, r["share"]!.GetValue<double>(), 12));
    }

    Task<PipeRig> FilledAsync(int seed, int compacted) => FilledAsync(seed, compacted, LogHistory.Start);

    async Task<PipeRig> FilledAsync(int seed, int compacted, DateTime start)
    {
        var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);
        await LogHistory.FillAsync(rig, seed, compacted, start);
        return rig;
    }

    static string Time(string row) => row[..row.IndexOf('|', StringComparison.Ordinal)];

    static string Meta(System.Text.Json.Nodes.JsonObject result) =>
        string.Join(", ", result["meta"]!.AsArray().Select(m => $"{m!["name"]} {m["type"]}"));

    static async Task<List<string>> NaiveAsync(PipeRig rig, Range range, string sql)
    {
        await using var command = rig.Database.CreateCommand(sql.Replace("{0}", range.Condition, StringComparison.Ordinal));
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        }

        return rows;
    }

    /// <summary>Inside of a minute, over its edge, over hours, empty, reversed, aligned, and at random; with and without filters.</summary>
    static IEnumerable<Range> Ranges(int seed)
    {
        var random = new Random(seed);
        var hour = new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);
        (DateTime, DateTime)[] chosen =
        [
            (hour, hour), (hour, hour.AddHours(1)), (hour.AddSeconds(-1), hour.AddHours(2).AddSeconds(-1)), (hour.AddSeconds(5), hour.AddSeconds(40)),
            (hour.AddSeconds(29), hour.AddSeconds(30)), (hour.AddSeconds(31), hour.AddSeconds(59)), (hour.AddSeconds(59), hour.AddSeconds(60)),
            (hour.AddMinutes(29), hour.AddMinutes(31)), (hour.AddMinutes(30), hour.AddMinutes(90)), (hour.AddHours(1), hour), (hour.AddSeconds(40), hour.AddSeconds(20)),
            (hour.AddYears(-1), hour.AddYears(1)), (hour.AddMinutes(1), hour.AddMinutes(2).AddSeconds(-1)),
        ];
        var drawn = Enumerable.Range(0, 40).Select(_ =>
        {
            var start = LogHistory.Start.AddSeconds(random.Next(-600, (int)LogHistory.Length.TotalSeconds));
            return (start, start.AddSeconds(random.Next(random.Next(2) == 0 ? 200 : 9000)));
        });
        foreach (var (start, end) in chosen.Concat(drawn))
        {
            yield return new Range(
                start,
                end,
                random.Next(3) == 0 ? LogHistory.Services[random.Next(LogHistory.Services.Length)] : null,
                random.Next(3) == 0 ? LogHistory.Severities[random.Next(LogHistory.Severities.Length)] : null);
        }
    }

    sealed record Range(DateTime Start, DateTime End, string? Service, string? Severity)
    {
        public bool IsByMinute { get; init; }

        public (string Name, string Value)[] Parameters =>
        [
            ("start_time", Show(Start)), ("end_time", Show(End)), ("limit", "100000"),
            .. Service is null ? [] : new[] { ("service", Service) },
            .. Severity is null ? [] : new[] { ("severity", Severity) },
        ];

        public string Condition =>
            $"{(IsByMinute ? "minute" : "timestamp")} >= '{Show(Start)}+00' and {(IsByMinute ? "minute" : "timestamp")} <= '{Show(End)}+00'"
            + (Service is null ? "" : $" and service = '{Service.Replace("'", "''", StringComparison.Ordinal)}'")
            + (Severity is null ? "" : $" and severity = '{Severity}'");

        static string Show(DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);
    }
}
