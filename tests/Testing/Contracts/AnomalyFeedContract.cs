using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Xunit;

namespace Grainwatch.Testing.Contracts;

/// <summary>What every <see cref="IAnomalyFeed"/> does.</summary>
public abstract class AnomalyFeedContract
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Two ends of one feed: the same object within a process, those of two processes in a cluster.</summary>
    protected abstract Task<(IAnomalyFeed Publisher, IAnomalyFeed Subscriber)> StartAsync();

    [Fact]
    public async Task EverySubscriberGetsEveryEventInItsOrder()
    {
        var (publisher, subscriber) = await StartAsync();
        await using var here = await SubscribeAsync(publisher, publisher);
        await using var there = await SubscribeAsync(publisher, subscriber);

        await publisher.PublishAsync([Event(1), Event(2)], CancellationToken.None);
        await publisher.PublishAsync([Event(3)], CancellationToken.None);

        Assert.Equal([Event(1), Event(2), Event(3)], await here.TakeAsync(3));
        Assert.Equal([Event(1), Event(2), Event(3)], await there.TakeAsync(3));
    }

    [Fact]
    public async Task ASubscriptionEndsWithItsTokenAndLeavesTheOthers()
    {
        var (publisher, subscriber) = await StartAsync();
        var leaving = await SubscribeAsync(publisher, subscriber);
        await using var staying = await SubscribeAsync(publisher, subscriber);

        await leaving.DisposeAsync();
        await publisher.PublishAsync([Event(1)], CancellationToken.None);

        Assert.Equal([Event(1)], await staying.TakeAsync(1));
    }

    [Fact]
    public async Task WithoutSubscribersPublishingIsNoError()
    {
        var (publisher, _) = await StartAsync();

        await publisher.PublishAsync([Event(1)], CancellationToken.None);
    }

    static AnomalyEvent Event(long id) => new(
        id,
        AnomalyEventKind.Firing,
        Noon,
        new Anomaly(id, new SeriesKey("cart", "ERROR"), new Episode(
            AnomalyReason.Threshold, Minute.Of(Noon), Minute.Of(Noon), 11, 10, 11, Noon, ResolvedAt: null)));

    /// <summary>Returns once the subscription stands: in a cluster that takes a moment, so probes with ids below 0 are sent until one arrives.</summary>
    static async Task<Subscription> SubscribeAsync(IAnomalyFeed publisher, IAnomalyFeed subscriber)
    {
        var subscription = new Subscription(subscriber);
        var probe = 0;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await publisher.PublishAsync([Event(--probe)], CancellationToken.None);
                return subscription.IsStanding;
            },
            "the subscription stands");
        return subscription;
    }

    sealed class Subscription : IAsyncDisposable
    {
        readonly CancellationTokenSource stop = new();
        readonly System.Threading.Channels.Channel<AnomalyEvent> events = System.Threading.Channels.Channel.CreateUnbounded<AnomalyEvent>();
        readonly Task reading;

        public Subscription(IAnomalyFeed feed) => reading = ReadAsync(feed);

        public bool IsStanding { get; private set; }

        public async Task<List<AnomalyEvent>> TakeAsync(int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            List<AnomalyEvent> taken = [];
            while (taken.Count < count)
            {
                taken.Add(await events.Reader.ReadAsync(patience.Token));
            }

            return taken;
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await reading;
            stop.Dispose();
        }

        async Task ReadAsync(IAnomalyFeed feed)
        {
            try
            {
                await foreach (var one in feed.SubscribeAsync(stop.Token))
                {
                    IsStanding = true;
                    if (one.Id > 0)
                    {
                        events.Writer.TryWrite(one);
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}
