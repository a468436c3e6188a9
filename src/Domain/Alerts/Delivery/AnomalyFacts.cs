namespace Grainwatch.Domain.Alerts.Delivery;

/// <summary>What is stored of an anomaly that a message tells.</summary>
/// <param name="Why">A sentence of the detector that found it; null for a plain threshold.</param>
public sealed record AnomalyFacts(
    long Id, DateTimeOffset FirstMinute, DateTimeOffset LastMinute, double Observed, double Expected, double Peak, DateTimeOffset? ResolvedAt, string? Why);
