using System.Threading.Channels;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Npgsql;

namespace Grainwatch.Api.Detection.Embedded;

/// <summary>
/// Stores what the monitors decide, everything that has come together in one transaction, and then tells the feed. While the store is
/// away it tries again and again: nothing is lost, and whoever decides more has to wait.
/// </summary>
sealed partial class AnomalyWriter(
    IAnomalyStore store, IAnomalyFeed feed, DetectionMetrics metrics, TimeProvider time, ILogger<AnomalyWriter> logger)
{
    const int QueueCapacity = 1024;
    const int MaxChanges = 5000;
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    readonly Channel<Decided> queue = Channel.CreateBounded<Decided>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    /// <param name="begun">When the counts were handed over that led to this.</param>
    public ValueTask WriteAsync(IReadOnlyList<EpisodeChange> changes, long begun, CancellationToken cancellationToken) =>
        queue.Writer.WriteAsync(new Decided(changes, begun, null), cancellationToken);

    /// <summary>Waits until everything that was written before is stored.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await queue.Writer.WriteAsync(new Decided([], 0, stored), cancellationToken);
        await stored.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Nothing is taken any more; <see cref="RunAsync"/> ends when all that was taken is stored.</summary>
    public void Complete() => queue.Writer.TryComplete();

    /// <param name="cancellationToken">Gives up what is left.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Decided> together = [];
        while (await queue.Reader.WaitToReadAsync(cancellationToken))
        {
            together.Clear();
            var size = 0;
            while (size < MaxChanges && queue.Reader.TryRead(out var decided))
            {
                together.Add(decided);
                size += decided.Changes.Count;
            }

            foreach (var chunk in together.SelectMany(decided => decided.Changes).Chunk(MaxChanges))
            {
                await StoreAsync(chunk, cancellationToken);
            }

            foreach (var decided in together)
            {
                metrics.Stored(decided.Changes, time.GetElapsedTime(decided.Begun));
                decided.Stored?.TrySetResult();
            }
        }
    }

    async Task StoreAsync(IReadOnlyList<EpisodeChange> changes, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var events = await store.ApplyAsync(changes, cancellationToken);
                if (events.Count > 0)
                {
                    await feed.PublishAsync(events, cancellationToken);
                }

                return;
            }
            catch (PostgresException refused) when (!refused.IsTransient && refused.SqlState.StartsWith("23", StringComparison.Ordinal))
            {
                // A broken constraint stays broken. Tried one by one, the others get through.
                if (changes.Count == 1)
                {
                    LogRefused(logger, refused, changes[0].Series.Key.ToString());
                    return;
                }

                foreach (var change in changes)
                {
                    await StoreAsync([change], cancellationToken);
                }

                return;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogRetry(logger, changes.Count, failure.Message);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    readonly record struct Decided(IReadOnlyList<EpisodeChange> Changes, long Begun, TaskCompletionSource? Stored);

    [LoggerMessage(1, LogLevel.Warning, "{Count} changes of anomalies cannot be stored yet: {Reason}")]
    static partial void LogRetry(ILogger logger, int count, string reason);

    [LoggerMessage(2, LogLevel.Error, "A change of an anomaly of {Series} is refused by the store and given up")]
    static partial void LogRefused(ILogger logger, Exception failure, string series);
}
