using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Microsoft.Playwright;
using Npgsql;

namespace Grainwatch.Bench.Page;

/// <summary>How soon each page can be used on 1,000 series and millions of logs, and what open pages cost the server.</summary>
sealed class PageBench(ServerProcess server)
{
    const int Rounds = 5;
    const int OpenPages = 50;
    static readonly TimeSpan Watched = TimeSpan.FromSeconds(15);

    /// <summary>What must be seen before a page is of use.</summary>
    static readonly (string Place, string Seen)[] Places =
    [
        ("", ".heat-row canvas"),
        ("series", "tbody tr"),
        ("series/service-007/ERROR?range=1h", ".chart canvas"),
        ("series/service-007/ERROR?range=30d", ".chart canvas"),
        ("logs", ".log-line"),
        ("logs?range=30d", ".log-line"),
        ("logs?range=30d&service=service-007&text=request+9", ".log-line"),
        ("logs?range=30d&text=no+such+text", ".found"),
        ("anomalies", "main .empty, main tbody tr"),
        ("alerts", ".calendar"),
        ("probes", ".grid"),
        ("data", "tbody tr"),
        ("data/pipes/recent_logs", "form"),
        ("data/tokens", ".empty, tbody tr"),
        ("cluster", ".tile"),
    ];

    public static readonly BenchMode Mode = new("how soon the page can be used, and what open pages cost: [LOGS]", RunAsync);

    static async Task RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 10_000_000;
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
            await using (var database = Database.Open(connectionString))
            {
                await new ManySeries(database).FillAsync(rows);
            }

            // So that the monitors hold what was filled in.
            await server.StopAsync();
            await server.StartAsync();
            await new PageBench(server).MeasureAsync();
        }
    }

    async Task MeasureAsync()
    {
        await using var browser = await Browser.StartAsync(server.Address);
        var page = await browser.SignInAsync();
        Console.WriteLine($"{"page",-52} {"median",8} {"slowest",8}  (ms from the address to what it is for, of {Rounds})");
        foreach (var (place, seen) in Places)
        {
            var times = new double[Rounds];
            for (var round = 0; round < Rounds; round++)
            {
                await page.GotoAsync("about:blank");
                var begun = Stopwatch.GetTimestamp();
                await page.GotoAsync($"{server.Address}#/{place}", new() { WaitUntil = WaitUntilState.Commit });
                await page.Locator(seen).First.WaitForAsync();
                times[round] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }

            Console.WriteLine($"{"#/" + place,-52} {times.Order().ElementAt(Rounds / 2),8:0} {times.Max(),8:0}");
        }

        await WatchAsync();
    }

    /// <summary>The pages' streams, as browsers open them, while logs come in.</summary>
    async Task WatchAsync()
    {
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.Token);
        var rest = await UseAsync(client);
        using var stop = new CancellationTokenSource();
        var pages = Enumerable.Range(0, OpenPages).Select(_ => ReadAsync(client, stop.Token)).ToList();
        var busy = await UseAsync(client);
        await stop.CancelAsync();
        var frames = (await Task.WhenAll(pages)).Sum();
        Console.WriteLine();
        Console.WriteLine($"no page open:  {rest.Cpu,6:0.0} % of a processor, {rest.Memory / 1e6,5:0} MB");
        Console.WriteLine($"{OpenPages} pages open: {busy.Cpu,6:0.0} % of a processor, {busy.Memory / 1e6,5:0} MB, {frames / OpenPages / Watched.TotalSeconds:0.00} frames a second each");
    }

    static async Task<double> ReadAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var frames = 0;
        try
        {
            using var answer = await client.GetAsync("/v1/live?service=service-007&severity=ERROR", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                frames += line == "event: frame" ? 1 : 0;
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }

        return frames;
    }

    async Task<(double Cpu, long Memory)> UseAsync(HttpClient client)
    {
        using var process = Process.GetProcessById(server.Id);
        var before = process.TotalProcessorTime;
        await Task.Delay(Watched, TimeProvider.System);
        process.Refresh();
        using var answer = JsonDocument.Parse(await client.GetStringAsync("/v1/processes"));
        var memory = answer.RootElement.GetProperty("processes")[0].GetProperty("memory_bytes").GetInt64();
        return (100 * (process.TotalProcessorTime - before).TotalSeconds / Watched.TotalSeconds, memory);
    }
}
