using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Detection;

/// <summary>Reads from Postgres what a monitor needs to be rebuilt: the truth that a snapshot only caches.</summary>
public interface ISeriesHistory
{
    /// <summary>One series, created when it is new.</summary>
    Task<SeriesRef> ResolveAsync(SeriesKey key, CancellationToken cancellationToken);

    /// <summary>One series; null when it is not known.</summary>
    Task<SeriesRef?> FindAsync(SeriesKey key, CancellationToken cancellationToken);

    /// <summary>The counts of one series from <paramref name="from"/> on, with the episodes that are open or reach into that time.</summary>
    Task<SeriesHistory> ReadAsync(SeriesRef series, Minute from, CancellationToken cancellationToken);

    /// <summary>The same for several series, in their order, all as of one moment.</summary>
    Task<IReadOnlyList<SeriesHistory>> ReadAsync(IReadOnlyList<SeriesRef> series, Minute from, CancellationToken cancellationToken);

    /// <summary>The same for every series that has counts or open episodes from <paramref name="from"/> on, all as of one moment.</summary>
    IAsyncEnumerable<SeriesHistory> ReadAllAsync(Minute from, CancellationToken cancellationToken);

    /// <summary>
    /// The last minute up to which every count is known to have been judged; null before the first reconciliation. A monitor that is
    /// rebuilt judges the minutes after it, so that no breach is lost to a crash, however long the process was away.
    /// </summary>
    Task<Minute?> JudgedUpToAsync(CancellationToken cancellationToken);

    /// <summary>Moves that mark. It never moves back.</summary>
    Task MarkJudgedAsync(Minute upTo, CancellationToken cancellationToken);
}

/// <param name="Minutes">One entry a minute that has logs, oldest first.</param>
/// <param name="Episodes">Open episodes, and resolved ones whose last minute is not before the start of the read.</param>
/// <param name="Snapshot">Which transactions the counts include.</param>
public sealed record SeriesHistory(
    SeriesRef Series, IReadOnlyList<MinuteCount> Minutes, IReadOnlyList<Episode> Episodes, CommitSnapshot Snapshot);
