using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Grainwatch.Cli.Connection;

/// <summary>Anomalies as they are pushed. A lost connection is taken up again where it ended: none is missed.</summary>
sealed class AnomalyStream(GrainwatchClient client)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the first connection stands: what fires from then on arrives.</summary>
    public Task Connected => connected.Task;

    public async IAsyncEnumerable<PushedAnomaly> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? lastId = null;
        while (true)
        {
            await foreach (var item in ConnectionAsync(lastId, cancellationToken))
            {
                lastId = item.EventId ?? lastId;
                if (item.EventType is "firing" or "resolved"
                    && JsonSerializer.Deserialize(item.Data, CliJson.Default.PushedAnomaly) is { } anomaly)
                {
                    yield return anomaly;
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>One connection, to its end, however it ends. A token that is refused ends it all.</summary>
    async IAsyncEnumerable<SseItem<string>> ConnectionAsync(string? lastId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await client.OpenAnomaliesAsync(lastId, cancellationToken);
        }
        catch (ServerException away) when (away.IsTransient)
        {
            yield break;
        }

        using (answer)
        {
            connected.TrySetResult();
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            await using var items = SseParser.Create(body).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveNextAsync(items))
            {
                yield return items.Current;
            }
        }
    }

    static async Task<bool> MoveNextAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            return false;
        }
    }
}
