using System.Globalization;
using Grainwatch.Bench.Ingest;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Bench.Latency;

/// <summary>
/// How long a client waits for its answer, and how long after a breaching log was sent its anomaly is received over SSE, at a steady load.
/// Sender and listener may talk to two processes of one cluster.
/// </summary>
sealed class LatencyBench(Uri sendTo, Uri listenTo, string token)
{
    const int Connections = 16;
    const int EventsEach = 100;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static readonly BenchMode Mode = new(
        "detection latency at a steady load: [EVENTS_A_SECOND] [SECONDS] [SEND_TO LISTEN_TO TOKEN]", RunAsync);

    static async Task RunAsync(string[] args)
    {
        var rate = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 50_000;
        var measured = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 20);
        if (args.Length >= 5)
        {
            await new LatencyBench(new Uri(args[2]), new Uri(args[3]), args[4]).MeasureAsync(rate, measured);
            return;
        }

        using ScratchFolder folder = new();
        await using var postgres = await PrivatePostgres.StartAsync(folder.FullName, NullLogger.Instance, TimeProvider.System);
        await using (var database = Database.Open(postgres.ConnectionString))
        {
            await WrittenWal.PrepareAsync(database);
        }

        await using (var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["ConnectionStrings__Grainwatch"] = postgres.ConnectionString,
            ["Grainwatch__Data"] = Path.Combine(folder.FullName, "server"),
            ["Logging__LogLevel__Default"] = "Warning",
        }))
        {
            await server.StartAsync();
            await new LatencyBench(server.Address, server.Address, ServerProcess.Token).MeasureAsync(rate, measured);
        }
    }

    public async Task MeasureAsync(int rate, TimeSpan measured)
    {
        var breaches = new Breaches(sendTo, listenTo, token, (int)((WarmUp + measured) / Breaches.Interval));
        await breaches.PrepareAsync();
        var load = new HttpLoad(
            sendTo, token, BenchEvents.Bodies(400, EventsEach, TimeProvider.System.GetUtcNow()), TimeSpan.FromSeconds((double)Connections * EventsEach / rate));
        Console.WriteLine($"{rate:N0} events/s for {measured.TotalSeconds:0} s; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.");
        var pushed = breaches.MeasureAsync(WarmUp);
        var answered = await load.RunAsync(Connections, WarmUp, measured, () => { }, () => { });
        Console.WriteLine("\n| | number | p50 ms | p99 ms |\n| --- | --- | --- | --- |");
        Print("request sent to answer", answered);
        Print("breaching log sent to anomaly received", await pushed);
        Console.WriteLine($"\nReached {answered.Length * EventsEach / measured.TotalSeconds:N0} events/s.");
    }

    static void Print(string what, TimeSpan[] times)
    {
        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {times.Length} | {times[times.Length / 2].TotalMilliseconds:0.0} | {times[times.Length * 99 / 100].TotalMilliseconds:0.0} |"));
    }
}
