using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Storage.Tests.Ingest;

public sealed class IdempotencyTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task AKnownKeyAnswersTheSameCountsAndWritesNothing()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());

        var first = await ingester.IngestWithKeyAsync("k", Ingester.Log(), "[]");
        var again = await ingester.IngestWithKeyAsync("k", Ingester.Log(), Ingester.Log(), Ingester.Log());

        Assert.Equal(new IngestCounts(1, 1), first);
        Assert.Equal(first, again);
        Assert.Equal(1, await ingester.CountAsync());
        Assert.Equal(1, await ingester.QueryAsync<int>("select count(*) from quarantine"));
    }

    [Fact]
    public async Task TheSameKeyAtOnceInTwoProcessesWritesOnce()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var one = new Ingester(connectionString);
        await using var other = new Ingester(connectionString);

        for (var round = 0; round < 30; round++)
        {
            // Different neighbours, in the same transactions, must all be stored.
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? one : other).IngestWithKeyAsync($"key-{round}-{i / 4}", Ingester.Log(), Ingester.Log())));

            Assert.All(answers, answer => Assert.Equal(new IngestCounts(2, 0), answer));
            await Task.WhenAll(one.IngestAsync(Ingester.Log()), other.IngestAsync(Ingester.Log()));
        }

        Assert.Equal(30 * (2 + 2 + 2), await one.CountAsync());
    }

    [Fact]
    public async Task AKeyIsForgottenAfterItsTime()
    {
        var time = new ManualTime(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), time: time);

        await ingester.IngestWithKeyAsync("k", Ingester.Log());
        time.Now += TimeSpan.FromHours(23.9);
        await ingester.IngestWithKeyAsync("k", Ingester.Log());
        Assert.Equal(1, await ingester.CountAsync());
        time.Now += TimeSpan.FromHours(0.2);
        await ingester.IngestWithKeyAsync("k", Ingester.Log());

        Assert.Equal(2, await ingester.CountAsync());
    }
}
