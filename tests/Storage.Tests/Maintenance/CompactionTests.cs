using Grainwatch.Storage.Maintenance;
using Grainwatch.Storage.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Storage.Tests.Maintenance;

public sealed class CompactionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task MovesDeltasIntoTotalsOfTheMinuteAndTheHour()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());
        var compaction = new CompactionJob(ingester.Database, new MaintenanceOptions());

        for (var round = 0; round < 2; round++)
        {
            await ingester.IngestAsync(Ingester.Log("2026-11-20 09:15:00"), Ingester.Log("2026-11-20 09:15:59"), Ingester.Log("2026-11-20 09:16:00"));
            await compaction.RunAsync(CancellationToken.None);
        }

        Assert.Equal(0, await ingester.QueryAsync<int>("select count(*) from log_minute_deltas"));
        Assert.Equal("4,2", await ingester.QueryAsync<string>("select string_agg(count::text, ',' order by minute) from log_minute_totals"));
        Assert.Equal("6", await ingester.QueryAsync<string>("select string_agg(count::text, ',' order by hour) from log_hour_totals"));
        Assert.Equal(6, await ingester.CountAsync());
    }

    [Fact]
    public async Task NoReaderEverSeesACountThatIsNotThatOfTheRows()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());
        var compaction = new CompactionJob(ingester.Database, new MaintenanceOptions());
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            var sent = 0;
            for (; !stop.IsCancellationRequested; sent++)
            {
                await ingester.IngestAsync(Ingester.Log($"2026-11-20 09:{sent % 60:00}:00", $"s{client}"));
            }

            return sent;
        }));

        for (var round = 0; round < 50; round++)
        {
            var running = compaction.RunAsync(CancellationToken.None);
            await ingester.CountAsync();
            await running;
        }

        await stop.CancelAsync();
        Assert.Equal((await load).Sum(), await ingester.CountAsync());
    }

    [Fact]
    public async Task GivesPagesBackOnlyWhenItIsQuiet()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());
        var compaction = new CompactionJob(ingester.Database, new MaintenanceOptions());
        await using (var alone = ingester.Database.CreateCommand("alter table log_minute_deltas set (autovacuum_enabled = off)"))
        {
            await alone.ExecuteNonQueryAsync();
        }

        await FillAsync();
        var size = await SizeAsync();

        await compaction.RunAsync(CancellationToken.None);
        Assert.Equal(size, await SizeAsync());
        // A backend of another database that is just starting may still need what was deleted: then the pages are given back another time.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await compaction.RunAsync(CancellationToken.None);
                var isGivenBack = await SizeAsync() == 0;
                if (!isGivenBack)
                {
                    await FillAsync();
                    await compaction.RunAsync(CancellationToken.None);
                }

                return isGivenBack;
            },
            "the pages are given back");

        Task FillAsync() => ingester.QueryAsync<int>(
            "with deltas as (insert into log_minute_deltas select 1, timestamptz '2026-11-20 09:15:00', 1 from generate_series(1, 20000) returning 1) select count(*) from deltas");

        Task<long> SizeAsync() => ingester.QueryAsync<long>("select pg_relation_size('grainwatch.log_minute_deltas')");
    }
}
