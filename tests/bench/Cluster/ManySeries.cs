using System.Diagnostics;
using System.Globalization;
using System.Text;
using Grainwatch.Bench.Ingest;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Bench.Cluster;

/// <summary>Brings up very many series over all silos of a cluster with one log each: how fast, and what they weigh.</summary>
sealed class ManySeries(IReadOnlyList<ServerProcess> silos, int number)
{
    const int Together = 1_000;
    const int Writers = 4;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Reading the metrics walks over all grains.</summary>
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public async Task MeasureAsync()
    {
        var (megabytesBefore, heapBefore) = (Megabytes(), await SumAsync("dotnet_gc_last_collection_heap_size_bytes"));
        var begun = Stopwatch.GetTimestamp();
        await SendAsync();
        var sent = Stopwatch.GetElapsedTime(begun);
        double held;
        // Those of before may leave meanwhile.
        while ((held = await SumAsync("grainwatch_series")) < number && Stopwatch.GetElapsedTime(begun) < Patience)
        {
            await Task.Delay(Look);
        }

        var up = Stopwatch.GetElapsedTime(begun);
        var each = string.Join(" + ", await Task.WhenAll(silos.Select(silo => ReadAsync(silo, "grainwatch_series"))));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{held:N0} series over {silos.Count} silos, {each}:"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  logs of new series taken in: {number / sent.TotalSeconds:N0} series/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  grains that are up, read from Postgres: {held / up.TotalSeconds:N0} activations/s"));
        // A second log each, so that garbage of the start is collected, and what remains is what they weigh.
        begun = Stopwatch.GetTimestamp();
        await SendAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  another log of each: {number / Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} series/s"));
        Report("process", (Megabytes() - megabytesBefore) * 1024 * 1024, held);
        Report("managed heap after the last collection", await SumAsync("dotnet_gc_last_collection_heap_size_bytes") - heapBefore, held);
    }

    static void Report(string what, double bytes, double held) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  memory, {what}: {bytes / held:N0} bytes a series"));

    async Task SendAsync()
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            using var client = new HttpClient { BaseAddress = silos[writer % silos.Count].Address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.Token);
            while (Interlocked.Add(ref next, Together) is var end && end <= number)
            {
                await SendAsync(client, end - Together);
            }
        }));
    }

    static async Task SendAsync(HttpClient client, int first)
    {
        var now = TimeProvider.System.GetUtcNow();
        StringBuilder body = new();
        for (var series = first; series < first + Together; series++)
        {
            body.AppendLine(new BenchEvent(now, "srv", $"many-{series / 5:000000}", BenchEvents.Severities[series % 5], "m", "", "", "{}").ToJson());
        }

        using var answer = await client.PostAsync(new Uri("/v0/events?name=system_logs&wait=true", UriKind.Relative), new StringContent(body.ToString()));
        answer.EnsureSuccessStatusCode();
    }

    double Megabytes() => silos.Sum(silo => CpuMeter.MegabytesInUse(silo.Id));

    async Task<double> SumAsync(string metric) => (await Task.WhenAll(silos.Select(silo => ReadAsync(silo, metric)))).Sum();

    /// <summary>The sum over a metric's labels, of one process.</summary>
    static async Task<double> ReadAsync(ServerProcess silo, string metric)
    {
        using var client = new HttpClient { BaseAddress = silo.Address };
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return metrics.Split('\n')
            .Where(line => line.StartsWith($"{metric} ", StringComparison.Ordinal) || line.StartsWith($"{metric}{{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}
