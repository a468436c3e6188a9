using System.Diagnostics;
using System.Globalization;
using Grainwatch.Bench.Ingest;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Bench.Pipes;

/// <summary>The pipes of <c>projects/log-anomaly</c> over HTTP on a day of logs, at rest and then while logs come in at a steady rate.</summary>
sealed class PipesBench(ServerProcess server, string connectionString)
{
    const int Connections = 16;
    const int EventsEach = 100;
    const int IngestRate = 100_000;

    /// <summary>.NET compiles what runs often once more, better, after a while.</summary>
    const int FirstWarmUps = 300;
    const int WarmUps = 20;
    const int Queries = 200;

    static readonly (string What, string Path)[] Asked =
    [
        ("recent_logs, 1 h, service and severity", "recent_logs.json?service=service-07&severity=ERROR&limit=50"),
        ("recent_logs, 1 h, no filter", "recent_logs.json"),
        ("recent_logs, 1 h, a rare severity", "recent_logs.json?severity=RARE"),
        ("error_distribution, 24 h", "error_distribution.json?start_time={day}"),
        ("log_anomalies, 60 min", "log_anomalies.json?time_window_minutes=60"),
    ];

    public static readonly BenchMode Mode = new("the pipes over HTTP on a day of logs: [ROWS]", RunAsync);

    static async Task RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 20_000_000;
        using ScratchFolder folder = new();
        await using (var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = folder.FullName,
            ["Logging__LogLevel__Default"] = "Warning",
        }))
        {
            await server.StartAsync();
            var connectionString = new NpgsqlConnectionStringBuilder
            {
                Host = Path.Combine(folder.FullName, "postgres", "socket"),
                Username = "grainwatch",
                Database = "grainwatch",
            }.ConnectionString;
            await new PipesBench(server, connectionString).MeasureAsync(rows);
        }
    }

    async Task MeasureAsync(long rows)
    {
        await using (var database = Database.Open(connectionString))
        {
            await new DayOfLogs(database).FillAsync(rows);
        }

        var rest = await AskAllAsync(FirstWarmUps);
        var load = new HttpLoad(
            server.Address,
            ServerProcess.Token,
            BenchEvents.Bodies(400, EventsEach, TimeProvider.System.GetUtcNow()),
            TimeSpan.FromSeconds((double)Connections * EventsEach / IngestRate));
        var loading = load.RunAsync(Connections, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), () => { }, () => { });
        await Task.Delay(TimeSpan.FromSeconds(5));
        var busy = await AskAllAsync(WarmUps);
        var answered = await loading;

        Console.WriteLine($"\n{rows:N0} logs over 24 h; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}; ingest reached {answered.Length * EventsEach / 30:N0} events/s.\n");
        Console.WriteLine($"| query over HTTP | p50 ms | p99 ms | p50 ms at {IngestRate:N0} events/s | p99 ms |\n| --- | --- | --- | --- | --- |");
        for (var i = 0; i < Asked.Length; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Asked[i].What} | {Percentile(rest[i], 50):0.0} | {Percentile(rest[i], 99):0.0} | {Percentile(busy[i], 50):0.0} | {Percentile(busy[i], 99):0.0} |"));
        }
    }

    async Task<List<TimeSpan[]>> AskAllAsync(int warmUps)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.Token);
        List<TimeSpan[]> all = [];
        foreach (var (_, path) in Asked)
        {
            var day = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            var address = new Uri($"/v0/pipes/{path.Replace("{day}", Uri.EscapeDataString(day), StringComparison.Ordinal)}", UriKind.Relative);
            List<TimeSpan> times = [];
            for (var query = 0; query < warmUps + Queries; query++)
            {
                var begin = Stopwatch.GetTimestamp();
                await client.GetByteArrayAsync(address);
                if (query >= warmUps)
                {
                    times.Add(Stopwatch.GetElapsedTime(begin));
                }
            }

            times.Sort();
            all.Add([.. times]);
        }

        return all;
    }

    static double Percentile(TimeSpan[] sorted, int percent) => sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)].TotalMilliseconds;
}
