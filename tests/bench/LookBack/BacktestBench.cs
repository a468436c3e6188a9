using System.Globalization;
using System.Text;
using System.Text.Json;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Bench.LookBack;

/// <summary>How long <c>POST /v1/backtest</c> and <c>GET /v1/thresholds/suggest</c> take over thirty days of one series, a log or more in every minute.</summary>
sealed class BacktestBench(HttpClient client)
{
    const int Days = 30;
    const int LearntFrom = 7;
    const int WarmUps = 3;
    const int Runs = 21;

    static readonly (string Name, string Rule)[] Rules =
    [
        ("threshold", """{"threshold": {"per_minute": 60}}"""),
        ("baseline", """{"baseline": {}}"""),
        ("flatline", """{"flatline": {}}"""),
        ("ratio", """{"ratio": {"above": 0.5}}"""),
    ];

    public static readonly BenchMode Mode = new("looking back over thirty days of one series, by detector", RunAsync);

    static async Task RunAsync(string[] args)
    {
        using ScratchFolder folder = new();
        await using (var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = folder.FullName,
            ["Logging__LogLevel__Default"] = "Warning",
        }))
        {
            await server.StartAsync();
            await FillAsync(Path.Combine(folder.FullName, "postgres", "socket"));
            using var client = new HttpClient { BaseAddress = server.Address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.Token);
            await new BacktestBench(client).MeasureAsync();
        }
    }

    /// <summary>Counts as compaction leaves them: a wave by day, noise, and a burst of five minutes each day.</summary>
    static async Task FillAsync(string socket)
    {
        await using var database = Database.Open(
            new NpgsqlConnectionStringBuilder { Host = socket, Username = "grainwatch", Database = "grainwatch" }.ConnectionString);
        await using var fill = database.CreateCommand(FormattableString.Invariant(
            $"""
            with made as (insert into series (service, severity) values ('cart', 'ERROR'), ('cart', 'INFO') returning id, severity)
            insert into log_minute_totals (series_id, minute, count)
            select id, minute, case when severity = 'ERROR' and i % 1440 between 700 and 704 then 300 else
                (20 + 15 * sin(2 * pi() * i / 1440) + i * 2654435761 % 11)::bigint end
            from made, generate_series(1, {(Days + LearntFrom) * 1440}::bigint) i, date_trunc('minute', now() - i * interval '1 minute') minute
            """));
        await fill.ExecuteNonQueryAsync();
        await using var analyze = database.CreateCommand("analyze");
        await analyze.ExecuteNonQueryAsync();
    }

    async Task MeasureAsync()
    {
        Console.WriteLine($"{Days} days of one series, {Runs} runs each; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.\n");
        Console.WriteLine("| | episodes | median ms | most ms |\n| --- | --- | --- | --- |");
        var from = TimeProvider.System.GetUtcNow().AddDays(-Days);
        foreach (var (name, rule) in Rules)
        {
            var body = $$"""{"rule": {{rule}}, "from": "{{from:O}}", "service": "cart", "severity": "ERROR"}""";
            await PrintAsync(name, async () =>
            {
                using var answer = await client.PostAsync("/v1/backtest", new StringContent(body, Encoding.UTF8, "application/json"));
                return (await ReadAsync(answer)).GetProperty("count").GetInt32();
            });
        }

        await PrintAsync("threshold suggested", async () =>
        {
            using var answer = await client.GetAsync($"/v1/thresholds/suggest?days={Days}&service=cart&severity=ERROR");
            return (await ReadAsync(answer)).GetProperty("data").GetArrayLength();
        });
    }

    static async Task PrintAsync(string name, Func<Task<int>> run)
    {
        List<double> times = [];
        var found = 0;
        for (var i = 0; i < WarmUps + Runs; i++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            found = await run();
            if (i >= WarmUps)
            {
                times.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {found} | {times[Runs / 2]:0} | {times[^1]:0} |"));
    }

    static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(body) : throw new InvalidOperationException(body);
    }
}
