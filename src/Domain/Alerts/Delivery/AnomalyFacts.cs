namespace Grainwatch.Domain.Alerts.Delivery;

/// <summary>What is stored of an anomaly that a message tells.</summary>
public sealed record AnomalyFacts(
    long Id, DateTimeOffset FirstMinute, DateTimeOffset LastMinute, double Observed, double Expected, double Peak, DateTimeOffset? ResolvedAt);
