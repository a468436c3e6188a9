namespace Grainwatch.Domain.Alerts.Delivery;

/// <summary>One alert in a message: what, how much, since when, against what.</summary>
/// <param name="Fingerprint">The same for every episode with these labels.</param>
/// <param name="StartsAt">When it was detected.</param>
/// <param name="EndsAt">When it resolved; null while it fires.</param>
/// <param name="FirstMinute">The first minute that breached, by the logs' own time.</param>
/// <param name="Observed">Logs in the minute at the moment it fired.</param>
/// <param name="Expected">What it was held against.</param>
/// <param name="Peak">The largest count so far.</param>
/// <param name="Why">A sentence of the detector that found it; null for a plain threshold.</param>
public sealed record AlertReport(
    long AnomalyId,
    string Fingerprint,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset FirstMinute,
    DateTimeOffset LastMinute,
    double Observed,
    double Expected,
    double Peak,
    bool IsNew,
    bool IsFlapping,
    string? Why = null);
