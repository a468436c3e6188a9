using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Grainwatch.Testing.Fuzz;

/// <summary>
/// Sends requests that nobody should send to every door of a running server. Seeded: the same seed sends the same requests. Good logs
/// hidden between bad ones must be stored, and no answer may be a 5xx, hold the token, or be an error that is not JSON.
/// </summary>
public sealed class FuzzRun(Uri server, string token, int seed, Action<string> say)
{
    const int Workers = 8;
    const int SayEvery = 10_000;
    readonly ConcurrentDictionary<string, byte> good = [];
    readonly ConcurrentQueue<string> broken = [];
    readonly ConcurrentDictionary<int, int> statuses = [];
    int sent;

    /// <summary>Messages of the good logs that were answered 2xx.</summary>
    public IReadOnlyCollection<string> Good => (IReadOnlyCollection<string>)good.Keys;

    /// <summary>How often each status was answered.</summary>
    public IReadOnlyDictionary<int, int> Statuses => statuses;

    /// <returns>One sentence for each broken promise.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync(int requests, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
            () => WorkAsync(worker, requests, started, cancellationToken), cancellationToken)));
        return broken;
    }

    async Task WorkAsync(int worker, int requests, long started, CancellationToken cancellationToken)
    {
        var random = new Random(seed * Workers + worker);
        using var client = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        while (Interlocked.Increment(ref sent) is var number && number <= requests)
        {
            if (number % SayEvery == 0)
            {
                say($"{number} of {requests} sent, {number / Stopwatch.GetElapsedTime(started).TotalSeconds:0} a second.");
            }

            var fuzzed = FuzzedRequest.Make(random, token, $"{seed}-{number}");
            using (fuzzed.Message)
            {
                await SendAsync(client, fuzzed, cancellationToken);
            }
        }
    }

    async Task SendAsync(HttpClient client, FuzzedRequest fuzzed, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.SendAsync(fuzzed.Message, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var status = (int)answer.StatusCode;
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            if (status >= 500)
            {
                broken.Enqueue($"{status} for {fuzzed.Describe()}: {text}");
            }

            // A zero byte in the path is refused by the HTTP server itself, before any program of ours.
            var isOurs = !fuzzed.Message.RequestUri!.OriginalString.Split('?')[0].Contains("%00", StringComparison.Ordinal);
            if (status >= 400 && isOurs && !IsError(text))
            {
                broken.Enqueue($"{status} without a JSON error for {fuzzed.Describe()}: {text}");
            }

            if (text.Contains(token, StringComparison.Ordinal))
            {
                broken.Enqueue($"The token was echoed for {fuzzed.Describe()}.");
            }

            if (answer.IsSuccessStatusCode)
            {
                foreach (var message in fuzzed.GoodMessages)
                {
                    good[message] = 0;
                }
            }
            else if (fuzzed.GoodMessages.Count > 0)
            {
                broken.Enqueue($"{status} refused {fuzzed.GoodMessages.Count} good logs of {fuzzed.Describe()}: {text}");
            }
        }
        catch (HttpRequestException lost)
        {
            broken.Enqueue($"No answer to {fuzzed.Describe()}: {lost.Message}");
        }
    }

    static bool IsError(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error)
                && error.GetString() is { Length: > 0 };
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
