using Grainwatch.Domain.Anomalies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;
using Orleans.Utilities;

namespace Grainwatch.Grains.Feed;

/// <summary>
/// The one consumer of the stream. Its subscription is implicit, so no list of subscribers is stored anywhere that a killed process could
/// leave an entry in; the processes that watch hold leases, which end by themselves. What is lost while this grain moves to another silo
/// the watchers read from the store.
/// </summary>
[ImplicitStreamSubscription(ClusterNames.AnomalyStreams)]
public sealed class AnomalyRelayGrain : Grain, IAnomalyRelayGrain, IStreamSubscriptionObserver, IAsyncObserver<AnomalyEvent[]>
{
    readonly ObserverManager<IAnomalyWatcher> watchers;

    public AnomalyRelayGrain([FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider time, ILogger<AnomalyRelayGrain> logger) => watchers =
        new ObserverManager<IAnomalyWatcher>(IAnomalyRelayGrain.Lease, logger) { GetDateTime = () => time.GetUtcNow().UtcDateTime };

    public Task WatchAsync(IAnomalyWatcher watcher)
    {
        watchers.Subscribe(watcher, watcher);
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<AnomalyEvent[]>().ResumeAsync(this);

    public Task OnNextAsync(AnomalyEvent[] item, StreamSequenceToken? token = null) => watchers.Notify(watcher => watcher.ReceiveAsync(item));

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
