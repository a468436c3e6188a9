using Grainwatch.Domain.Anomalies;
using Orleans.Concurrency;

namespace Grainwatch.Grains.Feed;

/// <summary>A process that wants to see every anomaly event of the cluster.</summary>
[Alias("Grainwatch.IAnomalyWatcher")]
public interface IAnomalyWatcher : IGrainObserver
{
    /// <summary>Nobody waits for it: a watcher that is gone must not hold up the others.</summary>
    [OneWay]
    [Alias("Receive")]
    Task ReceiveAsync([Immutable] AnomalyEvent[] events);
}
