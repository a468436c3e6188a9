using System.Runtime.CompilerServices;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Api.Anomalies;

/// <summary>
/// Every event once and in order: live from the feed, and from the store wherever the feed's ids leave a gap, which is at the beginning,
/// after a resume, and when the reader was too slow.
/// </summary>
sealed partial class AnomalyStream(IAnomalyStore store, IAnomalyFeed feed, TimeProvider time, ILogger<AnomalyStream> logger)
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    const int Page = 500;
    static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <param name="afterId">The last event that was seen; null begins with the next one.</param>
    /// <returns>Null where nothing came for a while.</returns>
    public async IAsyncEnumerable<AnomalyEvent?> ReadAsync(long? afterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var live = feed.SubscribeAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        // Subscribed first, asked second: what comes in between comes through the feed.
        var next = live.MoveNextAsync().AsTask();
        try
        {
            var last = await store.LastEventIdAsync(cancellationToken);
            // An id that was never given out is from another database: that one's events have nothing to do with ours.
            var cursor = Math.Min(afterId ?? last, last);
            var isBehind = cursor < last;
            // Says that the stream stands, before the first event.
            yield return null;
            while (true)
            {
                while (isBehind && await TryReadAsync(cursor, cancellationToken) is { } missed)
                {
                    foreach (var one in missed)
                    {
                        cursor = one.Id;
                        yield return one;
                    }

                    isBehind = missed.Count == Page;
                }

                if (await IsSilentAsync(next, isBehind ? RetryPause : Heartbeat, cancellationToken))
                {
                    // The feed may lose an event and say no more: what is late in the store is found here.
                    isBehind = true;
                    yield return null;
                    continue;
                }

                if (!await next)
                {
                    yield break;
                }

                var came = live.Current;
                next = live.MoveNextAsync().AsTask();
                if (came.Id == cursor + 1)
                {
                    cursor = came.Id;
                    yield return came;
                }
                else
                {
                    isBehind |= came.Id > cursor;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await next.ContinueWith(_ => { }, TaskScheduler.Default);
            await live.DisposeAsync();
        }
    }

    async Task<bool> IsSilentAsync(Task next, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (next.IsCompleted)
        {
            return false;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var passed = Task.Delay(patience, time, stop.Token);
        var first = await Task.WhenAny(next, passed);
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == passed;
    }

    /// <returns>Null when the store is away. The stream stays: a browser that is answered with an error does not come back.</returns>
    async Task<IReadOnlyList<AnomalyEvent>?> TryReadAsync(long afterId, CancellationToken cancellationToken)
    {
        try
        {
            return await store.EventsAfterAsync(afterId, Page, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogAway(logger, failure.Message);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A stream of anomalies waits for the store: {Reason}")]
    static partial void LogAway(ILogger logger, string reason);
}
