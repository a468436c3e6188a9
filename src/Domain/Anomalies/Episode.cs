using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Anomalies;

/// <summary>
/// One anomaly from its first breaching minute to its last. A series has at most one open episode a reason and rule, so these name it
/// while it is open.
/// </summary>
/// <param name="FirstMinute">The first minute that breached.</param>
/// <param name="LastMinute">The last minute that breached so far.</param>
/// <param name="Observed">
/// What was seen at the moment it fired: logs in the minute; for <see cref="AnomalyReason.ProbeDown"/> failed runs, for
/// <see cref="AnomalyReason.ResponseTime"/> milliseconds.
/// </param>
/// <param name="Expected">What it was held against, in the same unit: for <see cref="AnomalyReason.Threshold"/>, logs per minute.</param>
/// <param name="Peak">The largest that was seen so far.</param>
/// <param name="FiredAt">When it was detected (not when the logs say they happened).</param>
/// <param name="ResolvedAt">When it ended; null while open.</param>
public sealed record Episode(
    AnomalyReason Reason,
    Minute FirstMinute,
    Minute LastMinute,
    long Observed,
    double Expected,
    long Peak,
    DateTimeOffset FiredAt,
    DateTimeOffset? ResolvedAt)
{
    /// <summary>The rule that found it; empty for a threshold of its own, and for probes.</summary>
    public string Rule { get; init; } = "";

    /// <summary>The labels that the rule gives it, as a JSON object; null for none. Only who routes it has to understand them.</summary>
    public string? Labels { get; init; }

    /// <summary>What the detector went by, as a JSON object (<see cref="Evidence"/>); null where the other fields say it all.</summary>
    public string? Details { get; init; }

    /// <summary>How bad it was at its worst so far.</summary>
    public AnomalyTier Tier { get; init; } = AnomalyTier.Medium;

    public bool IsOpen => ResolvedAt is null;

    public bool Covers(Minute minute) => FirstMinute <= minute && minute <= LastMinute;
}
