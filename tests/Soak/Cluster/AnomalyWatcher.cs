using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Soak.Cluster;

/// <summary>A browser, so to speak: watches anomalies from the first one on, and goes to another silo whenever its stream breaks.</summary>
/// <param name="available">The silos to choose from.</param>
sealed class AnomalyWatcher(Func<IReadOnlyList<Uri>> available, int seed)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Twice as long as a stream is ever silent: a connection whose other side is gone without a word ends too.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<long, int> seen = [];
    readonly Random random = new(seed);
    string lastId = "0";

    /// <summary>How often each event was received, by its id.</summary>
    public IReadOnlyDictionary<long, int> Seen => seen;

    public int Streams { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.Token);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(client, cancellationToken);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException or OperationCanceledException)
            {
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task WatchAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var silos = available();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silos[random.Next(silos.Count)], "/v1/anomalies/stream"));
        request.Headers.Add("Last-Event-ID", lastId);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        answer.EnsureSuccessStatusCode();
        Streams++;
        await using var stream = new ImpatientStream(await answer.Content.ReadAsStreamAsync(patience.Token), patience, Patience);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            lastId = item.EventId ?? lastId;
            seen.AddOrUpdate(long.Parse(lastId, CultureInfo.InvariantCulture), 1, (_, times) => times + 1);
        }
    }
}
