using System.Collections.Concurrent;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Grains.Series;
using Grainwatch.Storage.Detection;
using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Contracts;
using Npgsql;
using Orleans.Runtime.Placement;

namespace Grainwatch.Cluster.Tests.Series;

[Collection(TwoSilosCollection.Name)]
public sealed class SeriesGrainTests(TwoSilos cluster)
{
    readonly Minute now = Minute.Of(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task ABreachIsSeenOnEverySiloOnce()
    {
        using var stop = new CancellationTokenSource();
        ConcurrentQueue<AnomalyEvent>[] seen = [[], []];
        var watching = Task.WhenAll(seen.Select((events, silo) => WatchAsync(cluster.Service<IAnomalyFeed>(silo), events, stop.Token)));
        var others = 0;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await ObserveAsync(1, await NewSeriesAsync($"other-{others++}", threshold: 10), new MinuteCount(now, 11));
                return seen.All(events => !events.IsEmpty);
            },
            "both silos watch");

        var series = await NewSeriesAsync("seen", threshold: 10);
        await ObserveAsync(1, series, new MinuteCount(now, 11));

        foreach (var events in seen)
        {
            await Eventually.BecomesTrueAsync(() => Task.FromResult(events.Any(Shows)), "the breach is seen");
            var shown = Assert.Single(events, Shows);
            Assert.Equal((AnomalyEventKind.Firing, 11L), (shown.Kind, shown.Anomaly.Episode.Observed));
        }

        await stop.CancelAsync();
        await watching;

        bool Shows(AnomalyEvent one) => one.Anomaly.Series == series.Key;

        static async Task WatchAsync(IAnomalyFeed feed, ConcurrentQueue<AnomalyEvent> events, CancellationToken stopping)
        {
            try
            {
                await foreach (var one in feed.SubscribeAsync(stopping))
                {
                    events.Enqueue(one);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
        }
    }

    [Fact]
    public async Task AThresholdIsAppliedToEverySeriesOnEverySiloWhenTheCallReturns()
    {
        // New thresholds are held against minutes that are not closed, and the clock is the machine's.
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Left(Minute.Of(TimeProvider.System.GetUtcNow())) > TimeSpan.FromSeconds(20)), "a minute with time left");
        var live = Minute.Of(TimeProvider.System.GetUtcNow());
        var all = new List<SeriesRef>();
        for (var number = 0; number < 20; number++)
        {
            var series = await NewSeriesAsync($"many-{number}", threshold: null);
            await ObserveAsync(number % 2, series, new MinuteCount(live, 5));
            all.Add(series);
        }

        foreach (var series in all)
        {
            // Counts are judged a moment after they are handed over: what is not there yet cannot be judged anew.
            await SettledStatusAsync(series, silo: 0, count: 5);
            await AppendThresholdAsync(series.Key, 4);
        }

        await cluster.Service<IDetectionEngine>(0).ApplyThresholdsAsync(CancellationToken.None);

        var open = (await AllEventsAsync()).Where(one => one.Kind is AnomalyEventKind.Firing).Select(one => one.Anomaly.Series).ToHashSet();
        Assert.All(all, series => Assert.Contains(series.Key, open));
    }

    [Fact]
    public async Task AnIdleSeriesComesBackExactlyAsItWas()
    {
        var series = await NewSeriesAsync("idle", threshold: 10);
        await ObserveAsync(0, series, new MinuteCount(now - 3, 3), new MinuteCount(now, 12));
        var before = await SettledStatusAsync(series, silo: 0, count: 15);

        await PutAwayAsync(series);

        var after = await SettledStatusAsync(series, silo: 1, count: 15);
        Assert.Equal(before.Threshold, after.Threshold);
        Assert.Equal(Logged(before), Logged(after));
        Assert.Equal(ToMicroseconds(Assert.Single(before.Open)), Assert.Single(after.Open));
        await ObserveAsync(1, series, new MinuteCount(now, 2));
        Assert.Equal(14, Count(await SettledStatusAsync(series, silo: 0, count: 17), now));
        Assert.Single(await AllEventsAsync(), one => one.Anomaly.Series == series.Key);
    }

    [Fact]
    public async Task ASeriesThatIsSentToAnotherSiloIsThereExactlyAsItWas()
    {
        var series = await NewSeriesAsync("moved", threshold: 10);
        await ObserveAsync(0, series, new MinuteCount(now - 3, 3), new MinuteCount(now, 12));
        // Both silos remember where it is.
        await SettledStatusAsync(series, silo: 1, count: 15);
        var before = await SettledStatusAsync(series, silo: 0, count: 15);
        var (from, entry) = Holder(series);

        var to = cluster.Service<ILocalSiloDetails>(1 - from).SiloAddress;
        entry.Context.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = to }, CancellationToken.None);
        await entry.Context.Deactivated;

        var after = await SettledStatusAsync(series, silo: from, count: 15);
        Assert.Equal(1 - from, Holder(series).Silo);
        Assert.Equal(Logged(before), Logged(after));
        Assert.Equal(ToMicroseconds(Assert.Single(before.Open)), Assert.Single(after.Open));
        await ObserveAsync(from, series, new MinuteCount(now, 2));
        await SettledStatusAsync(series, silo: 1 - from, count: 17);
        Assert.Single(await AllEventsAsync(), one => one.Anomaly.Series == series.Key);
    }

    [Fact]
    public async Task CountsThatWereReadFromPostgresAreNotCountedAgain()
    {
        var series = await NewSeriesAsync("twice", threshold: null);
        var counts = await CommitAsync(series, new MinuteCount(now, 7));
        var engine = cluster.Service<IDetectionEngine>(0);

        await engine.ObserveAsync(counts, CancellationToken.None);
        await SettledStatusAsync(series, silo: 0, count: 7);
        // The hand-over that was believed lost arrives after all.
        await Grain(0, series).ResyncAsync(series.Id);
        await engine.ObserveAsync(counts, CancellationToken.None);
        await ObserveAsync(1, series, new MinuteCount(now, 1));

        await SettledStatusAsync(series, silo: 1, count: 8);
    }

    [Fact]
    public async Task ReconciliationFindsCountsThatWereNeverHandedOver()
    {
        var series = await NewSeriesAsync("lost", threshold: 10);
        await ObserveAsync(0, series, new MinuteCount(now - 1, 1));
        await CommitAsync(series, new MinuteCount(now - 1, 20));

        await cluster.Service<IDetectionEngine>(1).ReconcileAsync(CancellationToken.None);

        // The clock is the machine's: when a minute ends meanwhile, what fired is rightly resolved as well.
        Assert.Single(await AllEventsAsync(), one => one.Anomaly.Series == series.Key && one.Kind == AnomalyEventKind.Firing);
        Assert.Equal(21, Count(await SettledStatusAsync(series, silo: 0, count: 21), now - 1));
    }

    [Fact]
    public async Task ASeriesThatNobodyKnowsHasNoStatusAndIsNotMade()
    {
        var key = new SeriesKey("nobody", "knows");

        Assert.Null(await cluster.Service<IDetectionEngine>(0).FindAsync(key, CancellationToken.None));
        Assert.Null(await cluster.Service<ISeriesHistory>(0).FindAsync(key, CancellationToken.None));
    }

    [Fact]
    public async Task ANameWithASlashIsASeriesLikeAnyOther()
    {
        var series = await NewSeriesAsync("a/b%2F ü", threshold: null);
        await ObserveAsync(0, series, new MinuteCount(now, 2));

        await SettledStatusAsync(series, silo: 1, count: 2);
    }

    static TimeSpan Left(Minute minute) => minute.End - TimeProvider.System.GetUtcNow();

    async Task<SeriesRef> NewSeriesAsync(string service, double? threshold)
    {
        var key = new SeriesKey(service, "ERROR");
        if (threshold is { } perMinute)
        {
            await AppendThresholdAsync(key, perMinute);
            await cluster.Service<IDetectionEngine>(0).ApplyThresholdsAsync(CancellationToken.None);
        }

        return await cluster.Service<ISeriesHistory>(0).ResolveAsync(key, CancellationToken.None);
    }

    Task AppendThresholdAsync(SeriesKey key, double perMinute) => cluster.Service<ThresholdTable>(0).AppendAsync(
        key.Service, key.Severity, perMinute, active: true, TimeProvider.System.GetUtcNow(), CancellationToken.None);

    Task<CommittedCounts> CommitAsync(SeriesRef series, params MinuteCount[] minutes) =>
        new CommittedLogs(cluster.Service<NpgsqlDataSource>(0)).CommitAsync(new SeriesCounts(series, minutes));

    async Task ObserveAsync(int silo, SeriesRef series, params MinuteCount[] minutes) =>
        await cluster.Service<IDetectionEngine>(silo).ObserveAsync(await CommitAsync(series, minutes), CancellationToken.None);

    async Task<SeriesStatus> SettledStatusAsync(SeriesRef series, int silo, long count)
    {
        SeriesStatus? status = null;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                status = await cluster.Service<IDetectionEngine>(silo).FindAsync(series.Key, CancellationToken.None);
                return status?.Window.Sum(minute => minute.Count) == count;
            },
            $"{series.Key} counted {count}");
        return status!;
    }

    static IEnumerable<MinuteCount> Logged(SeriesStatus status) => status.Window.Where(minute => minute.Count > 0);

    /// <summary>As it comes back from Postgres.</summary>
    static Episode ToMicroseconds(Episode episode) =>
        episode with { FiredAt = episode.FiredAt.AddTicks(-(episode.FiredAt.Ticks % TimeSpan.TicksPerMicrosecond)) };

    static long Count(SeriesStatus status, Minute minute) => status.Window.Single(count => count.Minute == minute).Count;

    ISeriesGrain Grain(int silo, SeriesRef series) => cluster.GrainsOf(silo).GetGrain<ISeriesGrain>(series.Key.ToString());

    (int Silo, LocalSeries.Entry Entry) Holder(SeriesRef series) => new[] { 0, 1 }
        .SelectMany(silo => cluster.Service<LocalSeries>(silo).All.Select(entry => (silo, entry)))
        .Single(local => local.entry.Key == series.Key);

    async Task PutAwayAsync(SeriesRef series)
    {
        var (_, entry) = Holder(series);
        entry.Context.Deactivate(new(DeactivationReasonCode.ActivationIdle, "test"), CancellationToken.None);
        await entry.Context.Deactivated;
    }

    async Task<IReadOnlyList<AnomalyEvent>> AllEventsAsync() =>
        await cluster.Service<IAnomalyStore>(0).EventsAfterAsync(0, 10_000, CancellationToken.None);
}
