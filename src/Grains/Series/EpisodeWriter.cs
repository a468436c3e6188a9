using Grainwatch.Domain.Anomalies;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Grains.Series;

/// <summary>Stores what the grains of this silo decided, those that decide at the same time in one transaction, and tells the live feed.</summary>
public sealed partial class EpisodeWriter
{
    const int Together = 500;
    readonly IAnomalyStore store;
    readonly IAnomalyFeed feed;
    readonly ILogger<EpisodeWriter> logger;
    readonly Coalescer<EpisodeChange[], bool> writes;

    public EpisodeWriter(IAnomalyStore store, IAnomalyFeed feed, ILogger<EpisodeWriter> logger)
    {
        this.store = store;
        this.feed = feed;
        this.logger = logger;
        writes = new Coalescer<EpisodeChange[], bool>(WriteAsync, Together);
    }

    /// <summary>When it returns they are stored. When it fails they may be or not: to be written again.</summary>
    public Task WriteAsync(EpisodeChange[] changes) => writes.AskAsync(changes);

    async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<EpisodeChange[]> changes)
    {
        var events = await store.ApplyAsync([.. changes.SelectMany(ofSeries => ofSeries)], CancellationToken.None);
        try
        {
            await feed.PublishAsync(events, CancellationToken.None);
        }
        catch (Exception failed)
        {
            // They are stored, and whoever watches finds them there.
            LogNotPublished(events.Count, failed);
        }

        return new bool[changes.Count];
    }

    [LoggerMessage(1, LogLevel.Warning, "{Events} anomaly events did not go into the live feed; they will be found in the store")]
    partial void LogNotPublished(int events, Exception exception);
}
