using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Storage.Tests.Ingest;

public sealed class GroupCommitterTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task StoresEveryRowOfManyRequestsAtOnceWithItsCount()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(request => ingester.IngestAsync(
            Enumerable.Range(0, 1 + (request % 7))
                .Select(row => Ingester.Log($"2026-11-20 09:{row:00}:{request % 60:00}", $"s{row}", message: $"{request}-{row}"))
                .ToArray())));

        var rows = answers.Sum(answer => answer.SuccessfulRows);
        Assert.Equal(Enumerable.Range(0, 200).Sum(request => 1 + (request % 7)), rows);
        Assert.Equal(rows, await ingester.CountAsync());
        Assert.Equal(rows, await ingester.QueryAsync<long>("select count(distinct message) from sources.system_logs"));
        Assert.Equal(0, await ingester.QueryAsync<long>(
            """
            select count(*) from (
                select series_id, date_trunc('minute', timestamp) as minute, count(*) from sources.system_logs_by_series group by 1, 2
                except select series_id, minute, sum(count) from sources.log_minutes group by 1, 2) wrong
            """));
        Assert.Equal(0, ingester.Memory.Held);
    }

    [Fact]
    public async Task KeepsEveryColumnAsItWasSent()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());

        await ingester.IngestAsync(
            """
            {"metadata":{"a": [1, null]}, "extra":{"x":[]}, "resource_id":12.50, "error_code":true, "message":"tab\t quote\" \u00e9 \ud83d\ude00 €",
             "se\u0076erity":"W\u0041RN", "service":"a/b", "server_id":"", "timestamp":1763630100}
            """);

        Assert.Equal(
            "2025-11-20 09:15:00+00||a/b|WARN|tab\t quote\" é 😀 €|true|12.50|{\"a\": [1, null]}",
            await ingester.QueryAsync<string>(
                "select concat_ws('|', timestamp, server_id, service, severity, message, error_code, resource_id, metadata) from sources.system_logs"));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2_000, 10)]
    [InlineData(2_001, 10)]
    [InlineData(20, 100_000)]
    public async Task StoresFewRowsAndManyAndLargeOnesAlike(int rows, int length)
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());

        await ingester.IngestAsync([.. Enumerable.Range(0, rows).Select(row => Ingester.Log(message: row + new string('x', length)))]);

        Assert.Equal(rows, await ingester.CountAsync());
        Assert.Equal(rows, await ingester.QueryAsync<int>(
            $"""
            select count(distinct message) from sources.system_logs
            where trim(trailing 'x' from message)::int < {rows} and message like '%' || repeat('x', {length})
                and (timestamp, server_id, service, severity, error_code, resource_id, metadata)
                    = ('2026-11-20 09:15:00+00', 'srv-7', 'cart', 'ERROR', '', 'r1', '{"{}"}')
            """));
    }

    [Theory]
    [InlineData("""{"timestamp":"2026-11-20 09:15:00","service":"a","severity":"b"}""", "server_id,message,error_code,resource_id,metadata", "is missing")]
    [InlineData("""{"timestamp":"2026-11-20 09:15:00","server_id":"","service":null,"severity":"b","message":"","error_code":"","resource_id":"","metadata":""}""", "service", "is null")]
    [InlineData("""{"timestamp":"soon","server_id":"","service":"","severity":"b","message":"","error_code":"","resource_id":"","metadata":""}""", "timestamp", "is no DateTime")]
    [InlineData("""{"timestamp":0,"server_id":"","service":"","severity":"b","message":"a\u0000b","error_code":"","resource_id":"","metadata":""}""", "message", "U+0000")]
    [InlineData("""{"timestamp":0,"server_id":"","service":"","severity":"b","message":"","error_code":"","resource_id":"","metadata":"\ud83d"}""", "metadata", "surrogate")]
    [InlineData("[1]", "", "is not a JSON object")]
    public async Task KeepsARowThatDoesNotFitWithTheReason(string row, string columns, string reason)
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());

        Assert.Equal(new IngestCounts(1, 1), await ingester.IngestAsync(row, Ingester.Log()));
        Assert.Equal(columns, await ingester.QueryAsync<string>("select array_to_string(error_columns, ',') from quarantine"));
        Assert.Contains(reason, await ingester.QueryAsync<string>("select errors[1] from quarantine"), StringComparison.Ordinal);
        Assert.Equal(row, await ingester.QueryAsync<string>("select raw from quarantine"));
    }

    [Fact]
    public async Task QuarantinesASeriesWithATooLongName()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());

        Assert.Equal(
            new IngestCounts(1, 1),
            await ingester.IngestAsync(Ingester.Log(service: new string('x', 512)), Ingester.Log(severity: new string('x', 513))));
        Assert.Equal("severity", await ingester.QueryAsync<string>("select error_columns[1] from quarantine"));
    }

    [Fact]
    public async Task QuarantinesRowsOfSeriesPastTheLimit()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var one = new Ingester(connectionString, new IngestOptions { MaxSeries = 3 });
        await using var other = new Ingester(connectionString, new IngestOptions { MaxSeries = 3 });

        var first = await one.IngestAsync(Enumerable.Range(0, 5).Select(i => Ingester.Log(service: $"s{i}")).ToArray());
        var second = await other.IngestAsync(Enumerable.Range(0, 6).Select(i => Ingester.Log(service: $"s{i}")).ToArray());

        Assert.Equal(new IngestCounts(3, 2), first);
        Assert.Equal(new IngestCounts(3, 3), second);
        Assert.Equal(3, one.Series.Count);
        Assert.Equal(3, other.Series.Count);
        Assert.Equal(6, await one.CountAsync());
        Assert.Equal(5, await one.QueryAsync<int>("select count(*) from quarantine where errors[1] like '%limit of 3%' and fields is not null"));
        Assert.Equal(0, one.Memory.Held);
    }

    [Fact]
    public async Task MakesPartitionsForAnyYear()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync());

        await ingester.IngestAsync(Ingester.Log("1970-01-01 00:00:00"), Ingester.Log("2005-12-04 04:47:44"), Ingester.Log("2106-02-07 06:28:15"));

        Assert.Equal(3, await ingester.CountAsync());
        Assert.Equal(
            "log_entries_1970,log_entries_2005,log_entries_2106",
            await ingester.QueryAsync<string>("select string_agg(name, ',' order by name) from log_partitions"));
    }

    [Fact]
    public async Task TellsObserversWhatWasCommittedUnderItsTransaction()
    {
        var observer = new Recorder();
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), observers: observer);

        await ingester.IngestAsync(
            Ingester.Log("2026-11-20 09:16:59"), Ingester.Log("2026-11-20 09:15:00"), Ingester.Log("2026-11-20 09:16:00"), Ingester.Log(service: "b"));

        var batch = Assert.Single(observer.Batches);
        Assert.Equal("system_logs", Assert.Single(batch.Sources));
        Assert.Equal(batch.TransactionId, await ingester.QueryAsync<ulong>("select transaction_id from ingest_writers"));
        Assert.Equal(
            ["b/ERROR 2026-11-20 09:15 1", "cart/ERROR 2026-11-20 09:15 1", "cart/ERROR 2026-11-20 09:16 2"],
            batch.Logs.SelectMany(series => series.Minutes.Select(minute => $"{series.Series.Key} {minute.Minute} {minute.Count}")).Order());
    }

    [Fact]
    public async Task RefusesMoreThanItMayHold()
    {
        await using var ingester = new Ingester(await postgres.CreateDatabaseAsync(), new IngestOptions { MaxBufferedBytes = 100_000 });

        var refused = await Assert.ThrowsAsync<IngestUnavailableException>(() => ingester.IngestAsync(Ingester.Log(message: new string('x', 200_000))));

        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
    }

    sealed class Recorder : ICommitObserver
    {
        public List<CommittedBatch> Batches { get; } = [];

        public ValueTask CommittedAsync(CommittedBatch batch, CancellationToken cancellationToken)
        {
            Batches.Add(batch);
            return ValueTask.CompletedTask;
        }
    }
}
