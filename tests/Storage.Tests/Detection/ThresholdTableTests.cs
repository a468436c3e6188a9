using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing;
using Npgsql;

namespace Grainwatch.Storage.Tests.Detection;

public sealed class ThresholdTableTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    NpgsqlDataSource database = null!;
    ThresholdTable table = null!;

    public async Task InitializeAsync()
    {
        database = Database.Open(await postgres.CreateDatabaseAsync());
        table = new ThresholdTable(database);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task AnEmptyTableIsVersionZero()
    {
        var (version, thresholds) = await table.LoadAsync(CancellationToken.None);

        Assert.Equal(0, version);
        Assert.Empty(thresholds);
    }

    [Fact]
    public async Task TheNewestOfEachPairIsLoadedAndTheVersionIsTheLastArrival()
    {
        await AppendAsync("cart", 10, Now);
        await AppendAsync("cart", 20, Now);
        await AppendAsync("search", 5, Now, active: false);

        var (version, thresholds) = await table.LoadAsync(CancellationToken.None);

        Assert.Equal(3, version);
        Assert.Equal(
            [new Threshold("cart", "ERROR", 20, true, Now, 2), new Threshold("search", "ERROR", 5, false, Now, 3)],
            thresholds.OrderBy(threshold => threshold.Arrival));
    }

    [Fact]
    public async Task AnAppendedOneHoldsThoughOneFromTheFutureWasPosted()
    {
        await AppendAsync("cart", 10, Now.AddDays(1));
        await AppendAsync("cart", 20, Now);

        var (version, thresholds) = await table.LoadAsync(CancellationToken.None);

        Assert.Equal(20, new ThresholdSet(version, thresholds).For(new SeriesKey("cart", "ERROR"))?.PerMinute);
    }

    [Fact]
    public async Task EveryChangeIsNotifiedHoweverItIsMade()
    {
        await using var listening = await database.OpenConnectionAsync();
        await using var listen = new NpgsqlCommand($"listen {ThresholdTable.Channel}", listening);
        await listen.ExecuteNonQueryAsync();
        var notified = 0;
        listening.Notification += (_, _) => notified++;

        await AppendAsync("cart", 10, Now);
        await listening.WaitAsync(CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at) from stdin (format binary)"))
        {
            await copy.WriteRowAsync(CancellationToken.None, "cart", "INFO", 1.0, (short)1, Now);
            await copy.CompleteAsync();
        }

        await listening.WaitAsync(CancellationToken.None);
        Assert.Equal(2, notified);
    }

    Task AppendAsync(string service, double perMinute, DateTimeOffset updatedAt, bool active = true) =>
        table.AppendAsync(service, "ERROR", perMinute, active, updatedAt, CancellationToken.None);
}
