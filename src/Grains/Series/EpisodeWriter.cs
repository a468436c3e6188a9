using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Grains.Series;

/// <summary>Stores what the grains of this silo decided, those that decide at the same time in one transaction, and tells the live feed.</summary>
public sealed partial class EpisodeWriter
{
    const int Together = 500;
    readonly IAnomalyStore store;
    readonly IAnomalyFeed feed;
    readonly DetectionMetrics metrics;
    readonly TimeProvider time;
    readonly ILogger<EpisodeWriter> logger;
    readonly Coalescer<Decided, bool> writes;

    public EpisodeWriter(IAnomalyStore store, IAnomalyFeed feed, DetectionMetrics metrics, TimeProvider time, ILogger<EpisodeWriter> logger)
    {
        this.store = store;
        this.feed = feed;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        writes = new Coalescer<Decided, bool>(WriteAsync, Together);
    }

    /// <summary>When it returns they are stored. When it fails they may be or not: to be written again.</summary>
    /// <param name="changes">Of one series.</param>
    /// <param name="begun">When the counts came that led to them, as a timestamp of the clock.</param>
    public Task WriteAsync(EpisodeChange[] changes, long begun) => writes.AskAsync(new Decided(changes, begun));

    async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<Decided> decided)
    {
        var events = await store.ApplyAsync([.. decided.SelectMany(ofSeries => ofSeries.Changes)], CancellationToken.None);
        foreach (var ofSeries in decided)
        {
            metrics.Stored(ofSeries.Changes, time.GetElapsedTime(ofSeries.Begun));
        }

        try
        {
            await feed.PublishAsync(events, CancellationToken.None);
        }
        catch (Exception failed)
        {
            // They are stored, and whoever watches finds them there.
            LogNotPublished(events.Count, failed);
        }

        return new bool[decided.Count];
    }

    readonly record struct Decided(EpisodeChange[] Changes, long Begun);

    [LoggerMessage(1, LogLevel.Warning, "{Events} anomaly events did not go into the live feed; they will be found in the store")]
    partial void LogNotPublished(int events, Exception exception);
}
