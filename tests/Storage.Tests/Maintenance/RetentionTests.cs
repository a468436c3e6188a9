using Grainwatch.Storage.Maintenance;
using Grainwatch.Storage.Tests.Support;
using Grainwatch.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Storage.Tests.Maintenance;

public sealed class RetentionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    readonly ManualTime time = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task DropsAPartitionWithItsCountsThirtyDaysAfterItsLastArrival()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), time: time);
        await ingester.IngestAsync(Ingester.Log("2005-12-04 04:47:44"), Ingester.Log("2026-11-20 09:15:00"));
        await new CompactionJob(ingester.Database, new MaintenanceOptions()).RunAsync(CancellationToken.None);
        await ingester.IngestAsync(Ingester.Log("2005-12-04 04:47:44"), Ingester.Log("2026-11-20 09:15:00"));
        await RunAsync(ingester);
        Assert.Equal(4, await ingester.CountAsync());

        time.Now += TimeSpan.FromDays(29);
        await ingester.IngestAsync(Ingester.Log("2005-06-01 00:00:00"));
        time.Now += TimeSpan.FromDays(2);
        await RunAsync(ingester);

        Assert.Equal(3, await ingester.CountAsync());
        Assert.Equal("log_entries_2005", await ingester.QueryAsync<string>("select string_agg(name, ',') from log_partitions"));
    }

    [Fact]
    public async Task AWriterWhosePartitionWasDroppedMakesItAgain()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), time: time);
        await ingester.IngestAsync(Ingester.Log());
        time.Now += TimeSpan.FromDays(31);
        await RunAsync(ingester);
        Assert.Equal(0, await ingester.CountAsync());

        await ingester.IngestAsync(Ingester.Log());

        Assert.Equal(1, await ingester.CountAsync());
    }

    [Fact]
    public async Task DropsThePartitionThatWasMadeForADayWithoutLogs()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), time: time);
        time.Now += TimeSpan.FromHours(11);
        await new NextDayJob(new LogPartitions(ingester.Database, time), time).RunAsync(CancellationToken.None);
        Assert.Equal("log_entries_2026_11_21", await ingester.QueryAsync<string>("select name from log_partitions"));

        time.Now += TimeSpan.FromDays(31);
        await RunAsync(ingester);

        Assert.Equal(0, await ingester.QueryAsync<int>("select count(*) from log_partitions"));
    }

    [Fact]
    public async Task CountsAgreeWithRowsWhileWritersAndCompactionWork()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), time: time);
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            for (var sent = 0; !stop.IsCancellationRequested; sent++)
            {
                await ingester.IngestAsync(Ingester.Log($"{2000 + (sent % 3)}-01-01 00:00:00", $"s{client}"));
            }
        }));
        var compaction = new CompactionJob(ingester.Database, new MaintenanceOptions());
        for (var round = 0; round < 20; round++)
        {
            time.Now += TimeSpan.FromDays(31);
            await Task.WhenAll(RunAsync(ingester), compaction.RunAsync(CancellationToken.None), ingester.CountAsync());
        }

        await stop.CancelAsync();
        await load;
        await ingester.CountAsync();
        time.Now += TimeSpan.FromDays(31);
        await RunAsync(ingester);
        Assert.Equal(0, await ingester.CountAsync());
    }

    [Fact]
    public async Task ForgetsOldKeysQuarantineAndEvents()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), time: time);
        await ingester.IngestWithKeyAsync("k", Ingester.Log(), "[]");
        await ingester.QueryAsync<int>(
            """
            with anomaly as (
                insert into anomalies (series_id, reason, first_minute, last_minute, observed, expected, peak, fired_at)
                select id, 'threshold', now(), now(), 1, 1, 1, now() from series returning id)
            insert into anomaly_events
            select n, id, 'firing', '2026-11-20', now(), now(), 1, 1 from anomaly, generate_series(1, 3) n returning 1
            """);
        // Quarantine is dated by Postgres' own clock.
        time.Now = DateTimeOffset.MaxValue.AddYears(-7000);
        await RunAsync(ingester);

        Assert.Equal(0, await ingester.QueryAsync<int>("select count(*) from idempotency_keys"));
        Assert.Equal(0, await ingester.QueryAsync<int>("select count(*) from quarantine"));
        Assert.Equal("3", await ingester.QueryAsync<string>("select string_agg(id::text, ',') from anomaly_events"));
    }

    Task RunAsync(Ingester ingester) =>
        new RetentionJob(ingester.Database, new MaintenanceOptions(), ingester.Options, time, NullLogger<RetentionJob>.Instance)
            .RunAsync(CancellationToken.None);
}
