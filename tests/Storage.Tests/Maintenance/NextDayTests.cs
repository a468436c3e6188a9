using Grainwatch.Storage.Maintenance;
using Grainwatch.Storage.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Storage.Tests.Maintenance;

public sealed class NextDayTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Partitions = "select coalesce(string_agg(name, ',' order by from_time), '') from log_partitions";

    readonly ManualTime time = new(new(2026, 11, 30, 22, 45, 0, TimeSpan.Zero));

    [Fact]
    public async Task ThePartitionOfTheNextDayIsThereAnHourBeforeMidnightAndTakesItsRows()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), time: time);
        var job = new NextDayJob(new LogPartitions(ingester.Database, time), time);
        await job.RunAsync(CancellationToken.None);
        Assert.Equal("", await ingester.QueryAsync<string>(Partitions));

        for (var run = 0; run < 4; run++)
        {
            time.Now += job.Period;
            await job.RunAsync(CancellationToken.None);
            Assert.Equal("log_entries_2026_12_01", await ingester.QueryAsync<string>(Partitions));
        }

        time.Now += job.Period;
        await job.RunAsync(CancellationToken.None);
        await ingester.IngestAsync(Ingester.Log("2026-11-30 23:59:59"), Ingester.Log("2026-12-01 00:00:00"));

        Assert.Equal(2, await ingester.CountAsync());
        Assert.Equal(1, await ingester.QueryAsync<int>("select count(*) from log_entries_2026_12_01"));
        Assert.Equal("log_entries_2026_11_30,log_entries_2026_12_01", await ingester.QueryAsync<string>(Partitions));
    }
}
