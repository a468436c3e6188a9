namespace Grainwatch.Domain.Alerts;

/// <summary>
/// One anomaly as notifications see it. Its labels name it: a later anomaly with the same labels is the same alert again.
/// </summary>
/// <param name="AnomalyId">The stored episode.</param>
/// <param name="StartsAt">When the episode was detected.</param>
public sealed record Alert(long AnomalyId, Labels Labels, DateTimeOffset StartsAt);
