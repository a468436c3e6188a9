using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Grains.Feed;

/// <summary>A process that wants to see every anomaly event of the cluster.</summary>
[Alias("Grainwatch.IAnomalyWatcher")]
public interface IAnomalyWatcher : IGrainObserver
{
    [Alias("Receive")]
    Task ReceiveAsync([Immutable] AnomalyEvent[] events);
}
