using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Storage.Alerts;

/// <summary>An anomaly event as the dispatch takes it.</summary>
/// <param name="EventId">0 for an anomaly that is only routed anew.</param>
/// <param name="Kind">Null for one that a newer version wrote; it says nothing to anybody here.</param>
public sealed record AlertEvent(long EventId, AnomalyEventKind? Kind, Alert Alert);
