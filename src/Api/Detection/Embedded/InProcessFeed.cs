using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Api.Detection.Embedded;

/// <summary>Hands events to every subscriber in this process.</summary>
sealed class InProcessFeed : IAnomalyFeed
{
    /// <summary>A subscriber that is further behind reads from the store what it lost here.</summary>
    const int Capacity = 256;

    readonly ConcurrentDictionary<Channel<AnomalyEvent>, bool> subscribers = [];

    public ValueTask PublishAsync(IReadOnlyList<AnomalyEvent> events, CancellationToken cancellationToken)
    {
        foreach (var (subscriber, _) in subscribers)
        {
            foreach (var one in events)
            {
                subscriber.Writer.TryWrite(one);
            }
        }

        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<AnomalyEvent> SubscribeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = Channel.CreateBounded<AnomalyEvent>(new BoundedChannelOptions(Capacity)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        subscribers.TryAdd(events, true);
        try
        {
            await foreach (var one in events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return one;
            }
        }
        finally
        {
            subscribers.TryRemove(events, out _);
        }
    }
}
