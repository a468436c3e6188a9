using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing;
using Npgsql;

namespace Grainwatch.Storage.Tests.Detection;

public sealed class AnomalyStoreTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    static readonly Minute Noon = Minute.Of(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    NpgsqlDataSource database = null!;
    AnomalyStore store = null!;
    SeriesRef cart;

    public async Task InitializeAsync()
    {
        database = Database.Open(await postgres.CreateDatabaseAsync());
        store = new AnomalyStore(database);
        cart = await SeriesAsync("cart");
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task AnEpisodeIsToldWhenItOpensAndWhenItResolves()
    {
        var opened = Assert.Single(await ApplyAsync(Opened(0)));
        var extended = await ApplyAsync(Extended(0, 1, peak: 50));
        var resolved = Assert.Single(await ApplyAsync(Resolved(0, 1, peak: 60)));

        Assert.Equal((AnomalyEventKind.Firing, Episode(0, 0, 11, null)), (opened.Kind, opened.Anomaly.Episode));
        Assert.Equal(cart.Key, opened.Anomaly.Series);
        Assert.Empty(extended);
        Assert.Equal((AnomalyEventKind.Resolved, Episode(0, 1, 60, 3)), (resolved.Kind, resolved.Anomaly.Episode));
        Assert.Equal(opened.Anomaly.Id, resolved.Anomaly.Id);
        Assert.True(opened.Id < resolved.Id);
    }

    [Fact]
    public async Task TheEventsCanBeReadBackAsTheyWereTold()
    {
        var told = await ApplyAsync(Opened(0), Extended(0, 1, peak: 50), Resolved(0, 1, peak: 60), Opened(5));

        Assert.Equal(3, told.Count);
        Assert.Equal(told, await store.EventsAfterAsync(0, 100, CancellationToken.None));
        Assert.Equal(told.Skip(1).Take(1), await store.EventsAfterAsync(told[0].Id, 1, CancellationToken.None));
        Assert.Equal(told[^1].Id, await store.LastEventIdAsync(CancellationToken.None));
    }

    [Fact]
    public async Task WithoutEventsTheLastIdIsZero() => Assert.Equal(0, await store.LastEventIdAsync(CancellationToken.None));

    [Fact]
    public async Task TheSameChangesAgainChangeNothingAndTellNobody()
    {
        EpisodeChange[] changes = [Opened(0), Extended(0, 1, peak: 50), Resolved(0, 1, peak: 60), Opened(5), Extended(4, 5, peak: 20), Extended(-1, 1, peak: 70, resolved: true)];
        await ApplyAsync(changes);
        var rows = await RowsAsync();

        Assert.Empty(await ApplyAsync(changes));
        foreach (var change in changes)
        {
            Assert.Empty(await ApplyAsync(change));
        }

        Assert.Equal(rows, await RowsAsync());
        Assert.Equal(["-1..1 peak 70 resolved", "4..5 peak 20 open"], rows);
    }

    [Fact]
    public async Task AnEpisodeThatOpensWhileOneIsOpenExtendsThatOne()
    {
        await ApplyAsync(Opened(0));

        Assert.Empty(await ApplyAsync(Opened(2, count: 99)));
        Assert.Equal(["0..2 peak 99 open"], await RowsAsync());
    }

    [Fact]
    public async Task WhatAnotherOwnerResolvedStillGrowsOverTheBreachesOfTheSlowerOne()
    {
        await ApplyAsync(Opened(0), Resolved(0, 0, peak: 11));

        Assert.Empty(await ApplyAsync(Extended(0, 3, peak: 30)));
        Assert.Empty(await ApplyAsync(Resolved(0, 3, peak: 30)));
        Assert.Equal(["0..3 peak 30 resolved"], await RowsAsync());
    }

    [Fact]
    public async Task ManySeriesChangeInOneTransaction()
    {
        var series = new List<SeriesRef>();
        for (var i = 0; i < 300; i++)
        {
            series.Add(await SeriesAsync($"service-{i}"));
        }

        var told = await store.ApplyAsync(
            [
                .. series.Select(one => new EpisodeChange.Opened(one, Episode(0, 0, 11, null))),
                .. series.Select(one => new EpisodeChange.Resolved(one, Episode(0, 0, 11, 2))),
                .. series.Select(one => new EpisodeChange.Opened(one, Episode(4, 4, 11, null))),
            ],
            CancellationToken.None);

        Assert.Equal(900, told.Count);
        Assert.Equal(told.OrderBy(one => one.Id), told);
        Assert.Equal(series.Select(one => one.Key), told.Take(300).Select(one => one.Anomaly.Series));
        Assert.Equal(600, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task IdsBecomeVisibleInTheirOrderWhoeverWrites()
    {
        var series = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SeriesAsync($"writer-{i}")));
        var writers = Task.WhenAll(series.Select(async one =>
        {
            for (var minute = 0; minute < 60; minute += 3)
            {
                await store.ApplyAsync(
                    [new EpisodeChange.Opened(one, Episode(minute, minute, 11, null)), new EpisodeChange.Resolved(one, Episode(minute, minute, 11, minute + 2))],
                    CancellationToken.None);
            }
        }));
        List<long> seen = [];
        while (!writers.IsCompleted || seen.Count < 8 * 20 * 2)
        {
            seen.AddRange((await store.EventsAfterAsync(seen.LastOrDefault(), 7, CancellationToken.None)).Select(one => one.Id));
        }

        await writers;
        Assert.Equal(await AllEventIdsAsync(), seen);
    }

    [Fact]
    public async Task NothingIsStoredOfAFailedApply()
    {
        var unknown = new SeriesRef(987_654, new SeriesKey("no", "such"));

        await Assert.ThrowsAsync<PostgresException>(() => store.ApplyAsync(
            [Opened(0), new EpisodeChange.Opened(unknown, Episode(0, 0, 11, null))], CancellationToken.None));
        Assert.Empty(await RowsAsync());
    }

    EpisodeChange Opened(int minute, long count = 11) => new EpisodeChange.Opened(cart, Episode(minute, minute, count, null));

    EpisodeChange Extended(int first, int last, long peak, bool resolved = false) =>
        new EpisodeChange.Extended(cart, Episode(first, last, peak, resolved ? last + 2 : null));

    EpisodeChange Resolved(int first, int last, long peak) => new EpisodeChange.Resolved(cart, Episode(first, last, peak, last + 2));

    static Episode Episode(int first, int last, long peak, int? resolved) => new(
        AnomalyReason.Threshold, Noon + first, Noon + last, 11, 10, peak, Noon.Start, resolved is { } minute ? (Noon + minute).Start : null);

    Task<IReadOnlyList<AnomalyEvent>> ApplyAsync(params EpisodeChange[] changes) => store.ApplyAsync(changes, CancellationToken.None);

    Task<SeriesRef> SeriesAsync(string service) =>
        new SeriesHistoryReader(database).ResolveAsync(new SeriesKey(service, "ERROR"), CancellationToken.None);

    async Task<List<string>> RowsAsync()
    {
        var histories = new SeriesHistoryReader(database).ReadAllAsync(Noon - 100, CancellationToken.None);
        List<string> rows = [];
        await foreach (var history in histories)
        {
            rows.AddRange(history.Episodes.Select(episode =>
                $"{episode.FirstMinute - Noon}..{episode.LastMinute - Noon} peak {episode.Peak} {(episode.IsOpen ? "open" : "resolved")}"));
        }

        return rows;
    }

    async Task<List<long>> AllEventIdsAsync() =>
        [.. (await store.EventsAfterAsync(0, int.MaxValue, CancellationToken.None)).Select(one => one.Id)];
}
