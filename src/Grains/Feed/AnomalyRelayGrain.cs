using Grainwatch.Domain.Anomalies;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Grainwatch.Grains.Feed;

/// <summary>
/// The one consumer of the stream. Its subscription is implicit, so no list of subscribers is stored anywhere that a killed process could
/// leave an entry in; the processes that watch hold leases, which end by themselves. What is lost while this grain moves to another silo
/// the watchers read from the store.
/// </summary>
[ImplicitStreamSubscription(ClusterNames.AnomalyStreams)]
public sealed class AnomalyRelayGrain([FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider time)
    : Grain, IAnomalyRelayGrain, IStreamSubscriptionObserver, IAsyncObserver<AnomalyEvent[]>
{
    readonly Dictionary<IAnomalyWatcher, Watch> watches = [];

    public Task WatchAsync(IAnomalyWatcher watcher)
    {
        if (!watches.TryGetValue(watcher, out var watch) || watch.IsOver(time))
        {
            watches[watcher] = watch = new Watch(watcher);
        }

        watch.Extend(time);
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<AnomalyEvent[]>().ResumeAsync(this);

    public Task OnNextAsync(AnomalyEvent[] item, StreamSequenceToken? token = null)
    {
        foreach (var (watcher, watch) in watches)
        {
            if (watch.IsOver(time))
            {
                watches.Remove(watcher);
            }
            else
            {
                watch.Show(item, time);
            }
        }

        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
