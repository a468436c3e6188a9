using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Grainwatch.Bench.Latency;

/// <summary>Sends single logs that cross a threshold, each of a series of its own that exists already, and listens for their anomalies.</summary>
sealed class Breaches(Uri sendTo, Uri listenTo, string token, int number)
{
    /// <summary>From one breaching log to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    const string Severity = "BREACH";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    readonly string run = $"{TimeProvider.System.GetTimestamp():x}";
    readonly ConcurrentDictionary<string, long> sent = [];
    readonly ConcurrentDictionary<string, long> received = [];

    /// <summary>Makes the series, by logs too old to be judged, and then the threshold that every later log crosses.</summary>
    public async Task PrepareAsync()
    {
        using var client = Client(sendTo);
        var old = TimeProvider.System.GetUtcNow().AddHours(-2);
        await SendAsync(client, string.Join('\n', Enumerable.Range(0, number).Select(breach => Log(breach, old))));
        using var answer = await client.PutAsJsonAsync(
            new Uri($"/v1/thresholds/*/{Severity}", UriKind.Relative), new Dictionary<string, double> { ["threshold_per_minute"] = 0 });
        answer.EnsureSuccessStatusCode();
    }

    /// <returns>From the moment a log was sent to the moment its anomaly was received, without those of the warm-up.</returns>
    public async Task<TimeSpan[]> MeasureAsync(TimeSpan warmUp)
    {
        using var stop = new CancellationTokenSource();
        var listening = ListenAsync(stop.Token);
        using var client = Client(sendTo);
        var begin = Stopwatch.GetTimestamp();
        for (var breach = 0; breach < number; breach++)
        {
            var early = (Interval * breach) - Stopwatch.GetElapsedTime(begin);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early);
            }

            sent[Service(breach)] = Stopwatch.GetTimestamp();
            await SendAsync(client, Log(breach, TimeProvider.System.GetUtcNow()));
        }

        var last = Stopwatch.GetTimestamp();
        while (received.Count < number && Stopwatch.GetElapsedTime(last) < Patience)
        {
            await Task.Delay(20);
        }

        await stop.CancelAsync();
        await listening;
        if (received.Count < number)
        {
            Console.WriteLine($"{number - received.Count} of {number} anomalies did not come within {Patience.TotalSeconds:0} s.");
        }

        return [.. sent
            .Where(breach => received.ContainsKey(breach.Key) && Stopwatch.GetElapsedTime(begin, breach.Value) > warmUp)
            .Select(breach => Stopwatch.GetElapsedTime(breach.Value, received[breach.Key]))];
    }

    async Task ListenAsync(CancellationToken cancellationToken)
    {
        using var client = Client(listenTo);
        try
        {
            await using var stream = await client.GetStreamAsync(new Uri("/v1/anomalies/stream", UriKind.Relative), cancellationToken);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
            {
                var now = Stopwatch.GetTimestamp();
                if (item.EventType == "firing")
                {
                    using var document = JsonDocument.Parse(item.Data);
                    received.TryAdd(document.RootElement.GetProperty("service").GetString()!, now);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    static async Task SendAsync(HttpClient client, string body)
    {
        using var answer = await client.PostAsync(new Uri("/v0/events?name=system_logs&wait=true", UriKind.Relative), new StringContent(body));
        answer.EnsureSuccessStatusCode();
    }

    HttpClient Client(Uri server)
    {
        var client = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    string Service(int breach) => string.Create(CultureInfo.InvariantCulture, $"breach-{run}-{breach}");

    string Log(int breach, DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"timestamp":"{{time:yyyy-MM-dd HH:mm:ss}}","server_id":"bench","service":"{{Service(breach)}}","severity":"{{Severity}}","message":"","error_code":"","resource_id":"","metadata":"{}"}""");
}
