using System.Threading.Channels;
using Grainwatch.Domain.Anomalies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Grainwatch.Grains.Feed;

/// <summary>
/// The live feed of a cluster: events go through an Orleans stream to every process that watches. The stream makes it fast and the store
/// makes it sure: every few seconds a process asks the store whether there is an event that it has not seen.
/// </summary>
public sealed partial class StreamAnomalyFeed(
    IClusterClient cluster, IAnomalyStore store, [FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider time, ILogger<StreamAnomalyFeed> logger)
    : BackgroundService, IAnomalyFeed, IAnomalyWatcher
{
    const int Backlog = 10_000;
    const int Remembered = 100_000;

    /// <summary>Several times within a lease, so that one call that is lost ends nothing.</summary>
    static readonly TimeSpan Renewal = IAnomalyRelayGrain.Lease / 5;

    readonly Lock gate = new();
    readonly RecentIds delivered = new(Remembered);
    readonly List<Channel<AnomalyEvent>> subscribers = [];

    public async ValueTask PublishAsync(IReadOnlyList<AnomalyEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count > 0)
        {
            Deliver(events);
            await cluster.ServiceProvider.GetRequiredKeyedService<IStreamProvider>(ClusterNames.AnomalyStreams)
                .GetStream<AnomalyEvent[]>(ClusterNames.AnomalyStreams, IAnomalyRelayGrain.Key)
                .OnNextAsync([.. events])
                .WaitAsync(cancellationToken);
        }
    }

    public IAsyncEnumerable<AnomalyEvent> SubscribeAsync(CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<AnomalyEvent>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (gate)
        {
            subscribers.Add(channel);
        }

        // Here and not at the end of the reading, which may never begin.
        cancellationToken.Register(() =>
        {
            lock (gate)
            {
                subscribers.Remove(channel);
            }
        });
        return channel.Reader.ReadAllAsync(cancellationToken);
    }

    public Task ReceiveAsync(AnomalyEvent[] events)
    {
        Deliver(events);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var relay = cluster.GetGrain<IAnomalyRelayGrain>(IAnomalyRelayGrain.Key);
        IAnomalyWatcher? self = null;
        long? seenTo = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                self ??= cluster.CreateObjectReference<IAnomalyWatcher>(this);
                await relay.WatchAsync(self).WaitAsync(stoppingToken);
                seenTo = seenTo is { } seen ? await CatchUpAsync(seen, stoppingToken) : await store.LastEventIdAsync(stoppingToken);
            }
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(away.Message);
            }

            await Task.Delay(Renewal, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>The id up to which every event was delivered.</returns>
    async Task<long> CatchUpAsync(long seenTo, CancellationToken cancellationToken)
    {
        const int Page = 1000;
        while (true)
        {
            var events = await store.EventsAfterAsync(seenTo, Page, cancellationToken);
            if (events.Count == 0)
            {
                return seenTo;
            }

            Deliver(events);
            seenTo = events[^1].Id;
        }
    }

    void Deliver(IReadOnlyList<AnomalyEvent> events)
    {
        lock (gate)
        {
            foreach (var anomaly in events)
            {
                if (delivered.Add(anomaly.Id))
                {
                    subscribers.ForEach(subscriber => subscriber.Writer.TryWrite(anomaly));
                }
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The live feed waits for the cluster or Postgres: {Reason}")]
    partial void LogAway(string reason);
}
