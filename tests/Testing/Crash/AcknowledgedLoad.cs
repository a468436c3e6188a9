using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Grainwatch.Testing.Crash;

/// <summary>
/// Sends logs that carry a number each, and remembers which were acknowledged. A request that gets no answer is sent again with its
/// Idempotency-Key, or, when it has none, given up: its rows may be there once or not at all.
/// </summary>
public sealed class AcknowledgedLoad(IReadOnlyList<Uri> servers, string token, int seed)
{
    /// <summary>Logs a minute above which each series of this load is to fire.</summary>
    public const int Threshold = 40;

    readonly ConcurrentDictionary<string, byte> acknowledged = [];
    readonly ConcurrentDictionary<string, byte> unknown = [];
    int batches;

    /// <summary>Numbers of logs that were answered 2xx: each must be stored exactly once.</summary>
    public IReadOnlyCollection<string> Acknowledged => (IReadOnlyCollection<string>)acknowledged.Keys;

    /// <summary>Numbers of logs whose request ended without an answer: each may be stored once, whole batches at a time.</summary>
    public IReadOnlyCollection<string> Unknown => (IReadOnlyCollection<string>)unknown.Keys;

    /// <summary>Answers that no client may see: anything but 2xx, and 429, 502 and 503 that say when to try again.</summary>
    public ConcurrentQueue<string> Unexpected { get; } = [];

    /// <summary>Of requests that were sent, or may have been, and got no answer: what became of them. A connection that is refused is none.</summary>
    public ConcurrentQueue<string> Lost { get; } = [];

    /// <summary>How many series the logs are spread over.</summary>
    public int Series { get; init; } = 12;

    /// <summary>Tells which servers to choose from; null for all, always.</summary>
    public Func<IReadOnlyList<Uri>>? Available { get; init; }

    /// <summary>Sends from <paramref name="writers"/> writers until cancelled, and then until every request that may be repeated is answered.</summary>
    public Task RunAsync(int writers, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(writer, cancellationToken), CancellationToken.None)));

    async Task WriteAsync(int writer, CancellationToken cancellationToken)
    {
        var random = new Random(seed + writer);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        while (!cancellationToken.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref batches);
            var (body, ids) = Batch(random, number);
            var key = random.Next(2) == 0 ? $"batch-{seed}-{number}" : null;
            while (!await SendAsync(client, random, body, key, ids) && key is not null)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    async Task<bool> SendAsync(HttpClient client, Random random, string body, string? key, List<string> ids)
    {
        var available = Available?.Invoke() ?? servers;
        var server = available[random.Next(available.Count)];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/v0/events?name=system_logs&wait=true"))
        {
            Content = new StringContent(body, Encoding.UTF8),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var answer = await client.SendAsync(request, CancellationToken.None);
            if (answer.IsSuccessStatusCode)
            {
                ids.ForEach(id => acknowledged[id] = 0);
                return true;
            }

            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable)
                || answer.Headers.RetryAfter is null)
            {
                Unexpected.Enqueue($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException or IOException or SocketException)
        {
            // No answer: the rows may be stored or not.
            if (lost is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
            {
                Lost.Enqueue($"{server.Authority}: {lost.GetBaseException().Message}");
            }
        }

        if (key is null)
        {
            ids.ForEach(id => unknown[id] = 0);
        }

        return false;
    }

    (string Body, List<string> Ids) Batch(Random random, int number)
    {
        var body = new StringBuilder();
        List<string> ids = [];
        // Some are more than one statement takes.
        var rows = random.Next(100) == 0 ? 2_500 : random.Next(1, 40);
        for (var row = 0; row < rows; row++)
        {
            var id = $"{seed}-{number}-{row}";
            ids.Add(id);
            var series = random.Next(Series);
            var at = TimeProvider.System.GetUtcNow().AddSeconds(-random.Next(180)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            body.Append(CultureInfo.InvariantCulture, $$"""{"timestamp":"{{at}}","server_id":"crash","service":"service-{{series / 3}}",""")
                .Append(CultureInfo.InvariantCulture, $$""" "severity":"{{(series % 3) switch { 0 => "INFO", 1 => "WARN", _ => "ERROR" }}}","message":"{{id}}",""")
                .AppendLine(""" "error_code":"","resource_id":"","metadata":"{}"}""");
        }

        return (body.ToString(), ids);
    }
}
