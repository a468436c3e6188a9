using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing;
using Npgsql;

namespace Grainwatch.Storage.Tests.Detection;

public sealed class SeriesHistoryReaderTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    static readonly Minute Noon = Minute.Of(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    NpgsqlDataSource database = null!;
    SeriesHistoryReader history = null!;

    public async Task InitializeAsync()
    {
        database = Database.Open(await postgres.CreateDatabaseAsync());
        history = new SeriesHistoryReader(database);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task ASeriesIsMadeOnceWhoeverAsksFirst()
    {
        var key = new SeriesKey("cart", "");

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => history.ResolveAsync(key, CancellationToken.None)));

        Assert.Equal(new SeriesRef(asked[0].Id, key), Assert.Single(asked.Distinct()));
    }

    [Fact]
    public async Task CountsAreTheSumOfDeltasAndTotals()
    {
        var cart = await SeriesAsync("cart");
        await CountAsync("log_minute_totals", cart, 0, 5);
        await CountAsync("log_minute_deltas", cart, 0, 2);
        await CountAsync("log_minute_deltas", cart, 0, 3);
        await CountAsync("log_minute_deltas", cart, 2, 1);
        await CountAsync("log_minute_totals", cart, -1, 100);

        var read = await history.ReadAsync(cart, Noon, CancellationToken.None);

        Assert.Equal([new MinuteCount(Noon, 10), new MinuteCount(Noon + 2, 1)], read.Minutes);
        Assert.Equal(cart, read.Series);
    }

    [Fact]
    public async Task TheSnapshotTellsWhichCommitsAreInTheCounts()
    {
        var cart = await SeriesAsync("cart");
        var before = await CountAsync("log_minute_deltas", cart, 0, 1);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var during = await CountAsync("log_minute_deltas", cart, 0, 1, connection);
        var read = await history.ReadAsync(cart, Noon, CancellationToken.None);
        await transaction.CommitAsync();
        var after = await CountAsync("log_minute_deltas", cart, 0, 1);

        Assert.Equal(1, read.Minutes.Single().Count);
        Assert.Equal([true, false, false], new[] { before, during, after }.Select(read.Snapshot.Includes));
    }

    [Fact]
    public async Task EverySeriesWithCountsOrEpisodesIsReadAsOfOneMoment()
    {
        var (busy, silent, old) = (await SeriesAsync("busy"), await SeriesAsync("silent"), await SeriesAsync("old"));
        await CountAsync("log_minute_deltas", busy, 3, 4);
        await CountAsync("log_minute_deltas", old, -5, 4);
        await new AnomalyStore(database).ApplyAsync(
            [
                new EpisodeChange.Opened(silent, Episode(-20, null)),
                new EpisodeChange.Opened(busy, Episode(-9, null)),
                new EpisodeChange.Resolved(busy, Episode(-9, -7)),
                new EpisodeChange.Opened(busy, Episode(0, null)),
                new EpisodeChange.Resolved(busy, Episode(0, 2)),
                new EpisodeChange.Opened(busy, Episode(3, null)),
            ],
            CancellationToken.None);

        var read = new Dictionary<string, SeriesHistory>();
        await foreach (var one in history.ReadAllAsync(Noon, CancellationToken.None))
        {
            read.Add(one.Series.Key.Service, one);
        }

        Assert.Equal(["busy", "silent"], read.Keys.Order());
        Assert.Equal([Episode(0, 2), Episode(3, null)], read["busy"].Episodes);
        Assert.Equal([Episode(-20, null)], read["silent"].Episodes);
        Assert.Empty(read["silent"].Minutes);
        Assert.Same(read["busy"].Snapshot, read["silent"].Snapshot);
        Assert.Equal(read["busy"].Episodes, (await history.ReadAsync(busy, Noon, CancellationToken.None)).Episodes);
    }

    [Fact]
    public async Task SeveralSeriesAreReadAtOnceInTheirOrder()
    {
        var (busy, silent, other) = (await SeriesAsync("busy"), await SeriesAsync("silent"), await SeriesAsync("other"));
        await CountAsync("log_minute_deltas", busy, 0, 4);
        await CountAsync("log_minute_totals", other, 0, 5);

        var read = await history.ReadAsync([other, silent], Noon, CancellationToken.None);

        Assert.Equal([other, silent], read.Select(one => one.Series));
        Assert.Equal([new MinuteCount(Noon, 5)], read[0].Minutes);
        Assert.Empty(read[1].Minutes);
    }

    [Fact]
    public async Task FindingASeriesDoesNotMakeIt()
    {
        Assert.Null(await history.FindAsync(new SeriesKey("cart", "ERROR"), CancellationToken.None));

        var cart = await SeriesAsync("cart");
        Assert.Equal(cart, await history.FindAsync(new SeriesKey("cart", "ERROR"), CancellationToken.None));
    }

    [Fact]
    public async Task ASeriesWithoutAnythingIsEmpty()
    {
        var read = await history.ReadAsync(await SeriesAsync("new"), Noon, CancellationToken.None);

        Assert.Empty(read.Minutes);
        Assert.Empty(read.Episodes);
    }

    [Fact]
    public async Task TheJudgedMarkNeverMovesBack()
    {
        Assert.Null(await history.JudgedUpToAsync(CancellationToken.None));

        await history.MarkJudgedAsync(Noon, CancellationToken.None);
        await history.MarkJudgedAsync(Noon - 5, CancellationToken.None);
        Assert.Equal(Noon, await history.JudgedUpToAsync(CancellationToken.None));

        await history.MarkJudgedAsync(Noon + 1, CancellationToken.None);
        Assert.Equal(Noon + 1, await history.JudgedUpToAsync(CancellationToken.None));
    }

    [Fact]
    public async Task SnapshotsComeBackAsOneSetAndTheOldSetIsGone()
    {
        var (cart, search) = (await SeriesAsync("cart"), await SeriesAsync("search"));
        var snapshots = new MonitorSnapshots(database);
        await snapshots.SaveAsync([(cart.Id, Snapshot(1)), (search.Id, Snapshot(2))], CancellationToken.None);
        await snapshots.SaveAsync([(search.Id, Snapshot(3))], CancellationToken.None);

        var (series, snapshot) = Assert.Single(await LoadAsync(snapshots, Noon.Start));
        Assert.Equal((search, 3L), (series, snapshot.Counts[0]));
        Assert.Equal(Noon.Start, snapshot.TakenAt);
        Assert.Empty(await LoadAsync(snapshots, Noon.End));
    }

    static MonitorSnapshot Snapshot(long count) => new(Noon.Start, Noon.Number - 59, [count, 0, 5]);

    static async Task<List<(SeriesRef Series, MonitorSnapshot Snapshot)>> LoadAsync(MonitorSnapshots snapshots, DateTimeOffset notBefore)
    {
        List<(SeriesRef, MonitorSnapshot)> all = [];
        await foreach (var one in snapshots.LoadAsync(notBefore, CancellationToken.None))
        {
            all.Add(one);
        }

        return all;
    }

    static Episode Episode(int minute, int? resolved) => new(
        AnomalyReason.Threshold, Noon + minute, Noon + minute, 11, 10, 11, Noon.Start, resolved is { } at ? (Noon + at).Start : null);

    Task<SeriesRef> SeriesAsync(string service) => history.ResolveAsync(new SeriesKey(service, "ERROR"), CancellationToken.None);

    /// <returns>The id of the transaction.</returns>
    async Task<ulong> CountAsync(string table, SeriesRef series, int minute, int count, NpgsqlConnection? connection = null)
    {
        var sql = $"insert into {table} (series_id, minute, count) values ({series.Id}, $1, {count}) returning pg_current_xact_id()::text";
        await using var command = connection is null ? database.CreateCommand(sql) : new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = (Noon + minute).Start });
        return ulong.Parse((string)(await command.ExecuteScalarAsync())!);
    }
}
