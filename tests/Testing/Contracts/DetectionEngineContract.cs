using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Postgres;
using Npgsql;
using Xunit;

namespace Grainwatch.Testing.Contracts;

/// <summary>What every <see cref="IDetectionEngine"/> does, on a real Postgres and a clock that the test moves.</summary>
public abstract class DetectionEngineContract(PostgresFixture postgres) : IAsyncLifetime
{
    const double Threshold = 10;
    static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 30, TimeSpan.Zero);

    NpgsqlDataSource database = null!;
    CommittedLogs logs = null!;
    AnomalyReader anomalies = null!;
    string connectionString = "";
    RunningEngine? running;

    protected FakeTime Time { get; } = new(Start);

    /// <summary>Starts an engine that is ready, with the default options. Several may be started one after the other on one database.</summary>
    protected abstract Task<RunningEngine> StartAsync(string connectionString, FakeTime time);

    IDetectionEngine Engine => running?.Engine ?? throw new InvalidOperationException("The engine is stopped.");

    Minute Clock => Minute.Of(Time.GetUtcNow());

    public async Task InitializeAsync()
    {
        connectionString = await postgres.CreateDatabaseAsync();
        database = Database.Open(connectionString);
        logs = new CommittedLogs(database);
        anomalies = new AnomalyReader(database);
        await new ThresholdTable(database).AppendAsync("*", "*", Threshold, active: true, Start.AddDays(-1), CancellationToken.None);
        await StartEngineAsync();
    }

    public async Task DisposeAsync()
    {
        await StopEngineAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task ABreachIsStoredAndResolvesByTheClockAlone()
    {
        var cart = await logs.SeriesAsync("cart");
        await ObserveAsync(cart, Clock, 10);
        await ObserveAsync(cart, Clock, 1);
        await AnomaliesBecomeAsync("cart 12:00-12:00 11 open");

        Time.Advance(TimeSpan.FromSeconds(91));
        await AnomaliesBecomeAsync("cart 12:00-12:00 11 resolved");
    }

    [Fact]
    public async Task ASeriesThatWasNeverSeenHasNoState() =>
        Assert.Null(await Engine.FindAsync(new SeriesKey("nobody", "ERROR"), CancellationToken.None));

    [Fact]
    public async Task TheStateOfASeriesIsItsWindowItsThresholdAndWhatIsOpen()
    {
        var cart = await logs.SeriesAsync("cart");
        await ObserveAsync(cart, Clock - 1, 3);
        await ObserveAsync(cart, Clock, 12);

        var status = await Engine.FindAsync(cart.Key, CancellationToken.None);

        Assert.NotNull(status);
        Assert.Equal(60, status.Window.Count);
        Assert.Equal([new MinuteCount(Clock - 1, 3), new MinuteCount(Clock, 12)], status.Window.TakeLast(2));
        Assert.Equal(Threshold, status.Threshold);
        Assert.Equal(Clock, Assert.Single(status.Open).FirstMinute);
    }

    [Fact]
    public async Task NewThresholdsAreHeldAgainstTheLiveMinutesAtOnce()
    {
        var cart = await logs.SeriesAsync("cart");
        await ObserveAsync(cart, Clock, 5);
        await new ThresholdTable(database).AppendAsync("cart", "*", 4, active: true, Start, CancellationToken.None);
        await Engine.ApplyThresholdsAsync(CancellationToken.None);

        Assert.Equal(4, (await Engine.FindAsync(cart.Key, CancellationToken.None))?.Threshold);
        await AnomaliesBecomeAsync("cart 12:00-12:00 5 open");
    }

    [Fact]
    public async Task CountsAreJudgedByTheThresholdsThatTheirSenderKnew()
    {
        var (cart, search) = (await logs.SeriesAsync("cart"), await logs.SeriesAsync("search"));
        await ObserveAsync(cart, Clock, 1);
        var table = new ThresholdTable(database);
        await table.AppendAsync("*", "*", 4, active: true, Start, CancellationToken.None);
        var (version, _) = await table.LoadAsync(CancellationToken.None);

        var counts = await logs.CommitAsync(Counts(cart, Clock, 5), Counts(search, Clock, 5));
        await Engine.ObserveAsync(counts with { ThresholdVersion = version }, CancellationToken.None);

        await AnomaliesBecomeAsync("cart 12:00-12:00 6 open", "search 12:00-12:00 5 open");
    }

    [Fact]
    public async Task ALostHandOverIsRepairedAtTheMinutesClose()
    {
        var cart = await logs.SeriesAsync("cart");
        await ObserveAsync(cart, Clock, 6);
        await logs.CommitAsync(Counts(cart, Clock, 6));
        await logs.CommitAsync(Counts(await logs.SeriesAsync("unheard"), Clock, 20));
        Time.Advance(TimeSpan.FromSeconds(40));

        await Engine.ReconcileAsync(CancellationToken.None);

        // Judged is only what is stored: no waiting here.
        Assert.Equal(["cart 12:00-12:00 12 open", "unheard 12:00-12:00 20 open"], await AnomaliesAsync());
        Assert.Equal(Clock - 1, await new SeriesHistoryReader(database).JudgedUpToAsync(CancellationToken.None));
        Assert.Equal(12, await CountedAsync(cart, Clock - 1));
    }

    [Fact]
    public async Task ReconciliationAddsNothingToWhatWasHandedOver()
    {
        var cart = await logs.SeriesAsync("cart");
        await ObserveAsync(cart, Clock, 6);
        Time.Advance(TimeSpan.FromSeconds(40));

        await Engine.ReconcileAsync(CancellationToken.None);
        await Engine.ReconcileAsync(CancellationToken.None);
        await ObserveAsync(cart, Clock - 1, 1);

        Assert.Equal(7, await CountedAsync(cart, Clock - 1));
        Assert.Empty(await AnomaliesAsync());
    }

    [Fact]
    public async Task ARestartLosesNoCountAndTellsNothingTwice()
    {
        var cart = await logs.SeriesAsync("cart");
        await ObserveAsync(cart, Clock - 20, 7);
        await ObserveAsync(cart, Clock - 1, 5);
        await ObserveAsync(cart, Clock, 11);
        await AnomaliesBecomeAsync("cart 12:00-12:00 11 open");

        await StopEngineAsync();
        await StartEngineAsync();

        Assert.Equal(5, await CountedAsync(cart, Clock - 1));
        await ObserveAsync(cart, Clock, 2);
        Assert.Equal(13, await CountedAsync(cart, Clock));
        Time.Advance(TimeSpan.FromSeconds(91));
        await AnomaliesBecomeAsync("cart 12:00-12:00 13 resolved");
        Assert.Equal(2, (await new AnomalyStore(database).EventsAfterAsync(0, 100, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task WhatWasCommittedWhileItWasDownIsJudgedHoweverLongThatWas()
    {
        var cart = await logs.SeriesAsync("cart");
        await StopEngineAsync();
        await logs.CommitAsync(Counts(cart, Clock, 11));
        Time.Advance(TimeSpan.FromHours(5));
        await StartEngineAsync();

        // A monitor may be brought up by the reconciliation only.
        await Engine.ReconcileAsync(CancellationToken.None);
        await AnomaliesBecomeAsync("cart 12:00-12:00 11 resolved");
    }

    [Fact]
    public async Task CountsThatWereReadAtTheStartAreNotAddedWhenTheirHandOverComes()
    {
        var cart = await logs.SeriesAsync("cart");
        await StopEngineAsync();
        var counts = await logs.CommitAsync(Counts(cart, Clock, 6));
        await StartEngineAsync();

        await Engine.ObserveAsync(counts, CancellationToken.None);

        Assert.Equal(6, await CountedAsync(cart, Clock));
    }

    [Fact]
    public async Task ASeriesThatComesBackAfterALongSilenceIsCountedAnew()
    {
        var cart = await logs.SeriesAsync("cart");
        await ObserveAsync(cart, Clock, 6);
        Time.Advance(TimeSpan.FromHours(2));
        await Engine.ReconcileAsync(CancellationToken.None);
        await ObserveAsync(cart, Clock, 11);

        var status = await Engine.FindAsync(cart.Key, CancellationToken.None);
        Assert.Equal(11, status?.Window.Sum(minute => minute.Count));
        await AnomaliesBecomeAsync("cart 14:00-14:00 11 open");
    }

    [Fact]
    public async Task ACommitMayTouchManySeries()
    {
        List<SeriesRef> series = [];
        for (var i = 0; i < 200; i++)
        {
            series.Add(await logs.SeriesAsync($"service-{i:000}"));
        }

        var counts = await logs.CommitAsync([.. series.Select(one => Counts(one, Clock, 11))]);
        await Engine.ObserveAsync(counts, CancellationToken.None);

        await AnomaliesBecomeAsync([.. series.Select(one => $"{one.Key.Service} 12:00-12:00 11 open")]);
    }

    [Fact]
    public async Task CommitsThatArriveTogetherAreAllCounted()
    {
        var (cart, search) = (await logs.SeriesAsync("cart"), await logs.SeriesAsync("search"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
            {
                var counts = await logs.CommitAsync(Counts(cart, Clock, 1), Counts(search, Clock - 1, 2));
                await Engine.ObserveAsync(counts, CancellationToken.None);
            }
        }));

        Assert.Equal((100, 200), (await CountedAsync(cart, Clock), await CountedAsync(search, Clock - 1)));
        await Eventually.BecomesTrueAsync(async () => (await AnomaliesAsync()).Count == 2, "both series have fired");
    }

    [Fact]
    public async Task ThresholdsLogsAndReconciliationAtOnceLeaveOneEpisode()
    {
        var cart = await logs.SeriesAsync("cart");
        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await ObserveAsync(cart, Clock - (i % 3), 3);
                }
            }),
            Task.Run(async () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    await new ThresholdTable(database).AppendAsync("cart", "ERROR", 5 + (i % 2), active: true, Start, CancellationToken.None);
                    await Engine.ApplyThresholdsAsync(CancellationToken.None);
                }
            }),
            Task.Run(async () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    await Engine.ReconcileAsync(CancellationToken.None);
                }
            }));
        Time.Advance(TimeSpan.FromMinutes(3));

        await Eventually.BecomesTrueAsync(
            async () => await AnomaliesAsync() is [var only] && only.StartsWith("cart 11:58-12:00 ", StringComparison.Ordinal) && only.EndsWith("resolved", StringComparison.Ordinal),
            "one episode over the three minutes");
    }

    static SeriesCounts Counts(SeriesRef series, Minute minute, long count) => new(series, [new MinuteCount(minute, count)]);

    async Task ObserveAsync(SeriesRef series, Minute minute, long count) =>
        await Engine.ObserveAsync(await logs.CommitAsync(Counts(series, minute, count)), CancellationToken.None);

    async Task<long?> CountedAsync(SeriesRef series, Minute minute) =>
        (await Engine.FindAsync(series.Key, CancellationToken.None))?.Window.Single(entry => entry.Minute == minute).Count;

    async Task<List<string>> AnomaliesAsync() =>
    [
        .. (await anomalies.ListAsync(new AnomalyFilter(), null, 1000, CancellationToken.None))
            .Select(one => $"{one.Series.Service} {one.Episode.FirstMinute.Start:HH:mm}-{one.Episode.LastMinute.Start:HH:mm} {one.Episode.Peak} "
                + (one.Episode.IsOpen ? "open" : "resolved"))
            .Order(StringComparer.Ordinal),
    ];

    Task AnomaliesBecomeAsync(params string[] expected) => Eventually.BecomesTrueAsync(
        async () => (await AnomaliesAsync()).SequenceEqual(expected), $"the anomalies are {string.Join(", ", expected)}");

    async Task StartEngineAsync() => running = await StartAsync(connectionString, Time);

    async Task StopEngineAsync()
    {
        if (running is not null)
        {
            await running.DisposeAsync();
            running = null;
        }
    }
}
