using Grainwatch.Domain.Series;

namespace Grainwatch.Domain.Anomalies;

/// <summary>A stored episode: one row of <c>anomalies</c>.</summary>
public sealed record Anomaly(long Id, SeriesKey Series, Episode Episode);

public enum AnomalyEventKind
{
    Firing,
    Resolved,
}

/// <summary>
/// One step in the life of an anomaly, as it is pushed. <paramref name="Id"/> grows in commit order without a reader ever seeing a
/// higher one first, so it is what a subscriber resumes from.
/// </summary>
public sealed record AnomalyEvent(long Id, AnomalyEventKind Kind, DateTimeOffset At, Anomaly Anomaly);
