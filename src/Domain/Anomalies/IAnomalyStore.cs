using Grainwatch.Domain.Series;

namespace Grainwatch.Domain.Anomalies;

/// <summary>Keeps the episodes that monitors find. Every call may be repeated: the same change again changes nothing and tells nobody.</summary>
public interface IAnomalyStore
{
    /// <summary>
    /// Applies the changes in one transaction and answers the events that came of it, in the order of their ids. An episode that
    /// opens while the series already has an open one for the reason extends that one instead, and makes no event.
    /// </summary>
    Task<IReadOnlyList<AnomalyEvent>> ApplyAsync(IReadOnlyList<EpisodeChange> changes, CancellationToken cancellationToken);

    /// <summary>The events after <paramref name="afterId"/>, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<AnomalyEvent>> EventsAfterAsync(long afterId, int limit, CancellationToken cancellationToken);

    /// <summary>The id of the newest event; 0 when there is none.</summary>
    Task<long> LastEventIdAsync(CancellationToken cancellationToken);
}

/// <summary>What a monitor decided about an episode of its series.</summary>
public abstract record EpisodeChange(SeriesRef Series, Episode Episode)
{
    /// <summary>A new episode begins.</summary>
    public sealed record Opened(SeriesRef Series, Episode Episode) : EpisodeChange(Series, Episode);

    /// <summary>The open episode has new breaching minutes or a new peak; or a resolved one, after late logs, an earlier first minute.</summary>
    public sealed record Extended(SeriesRef Series, Episode Episode) : EpisodeChange(Series, Episode);

    /// <summary>The open episode ended; <see cref="Episode.ResolvedAt"/> says when.</summary>
    public sealed record Resolved(SeriesRef Series, Episode Episode) : EpisodeChange(Series, Episode);
}
