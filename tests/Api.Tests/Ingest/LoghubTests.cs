using System.Text;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Ingest;

public sealed class LoghubTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableTheory]
    [InlineData("Apache", 1)]
    [InlineData("HDFS", 7)]
    [InlineData("Hadoop", 100)]
    [InlineData("OpenStack", 999)]
    [InlineData("Zookeeper", 2000)]
    public async Task CountsRealLogsExactlyInAnyOrderAndBatchSizeEvenWhenSentTwice(string system, int batch)
    {
        var folder = SharedData.Find("loghub");
        Skip.If(folder is null, SharedData.Absent);
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder!, $"{system}.ndjson"));
        var expected = (await File.ReadAllLinesAsync(Path.Combine(folder!, $"{system}.minutes.csv"))).Skip(1);
        await using var server = await GrainwatchServer.StartAsync(postgres);
        new Random(batch).Shuffle(lines);

        var batches = lines.Chunk(batch).Select((rows, number) => (Key: $"{system}-{number}", Body: string.Join('\n', rows), rows.Length)).ToArray();
        await Parallel.ForEachAsync(batches.Concat(batches), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, _) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v0/events?name=system_logs&wait=true");
            request.Content = new StringContent(one.Body, Encoding.UTF8, "application/x-ndjson");
            request.Headers.Add("Idempotency-Key", one.Key);
            using var answer = await server.Client.SendAsync(request, CancellationToken.None);
            Assert.Equal(
                $$"""{"successful_rows":{{one.Length}},"quarantined_rows":0}""", await answer.Content.ReadAsStringAsync(CancellationToken.None));
        });

        Assert.Equal(expected.Order(StringComparer.Ordinal), (await MinutesAsync(server)).Order(StringComparer.Ordinal));
        await using var rows = server.Database.CreateCommand("select count(*) from sources.system_logs");
        Assert.Equal((long)lines.Length, await rows.ExecuteScalarAsync());
    }

    static async Task<List<string>> MinutesAsync(GrainwatchServer server)
    {
        await using var command = server.Database.CreateCommand(
            """
            select to_char(minute, 'YYYY-MM-DD HH24:MI:SS') || ',' || service || ',' || severity || ',' || sum(count)
            from sources.log_minutes join sources.log_series using (series_id) group by minute, service, severity
            """);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> minutes = [];
        while (await reader.ReadAsync())
        {
            minutes.Add(reader.GetString(0));
        }

        return minutes;
    }
}
