using System.Globalization;
using System.Net;
using System.Text;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Files;

/// <summary>Files of logs: what is counted of them is exact, and watched.</summary>
public sealed class LogFileTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Header = "timestamp,server_id,service,severity,message,error_code,resource_id,metadata\n";

    [Fact]
    public async Task LogsOfAFileAreCountedAndJudgedLikeEvents()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);
        await server.Client.PutAsync(new Uri("/v1/thresholds/files/ERROR", UriKind.Relative), new StringContent("{\"threshold_per_minute\": 5}"));

        using var answer = await UploadAsync(server, "append", Header + Logs(TimeProvider.System.GetUtcNow(), "files", 7) + Logs(new(2024, 2, 29, 0, 0, 0, default), "old", 12_000));

        Assert.Equal(12_007, (await answer.JsonAsync()).GetProperty("successful_rows").GetInt64());
        await AssertExactAsync(server, 12_007);
        await Eventually.BecomesTrueAsync(async () =>
            (await (await server.Client.GetAsync(new Uri("/v1/anomalies?service=files", UriKind.Relative))).JsonAsync()).GetProperty("anomalies").GetArrayLength() == 1,
            "the anomaly of the file's logs fires");
    }

    [Fact]
    public async Task DeletedAndReplacedLogsAreTakenOffTheirCounts()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);
        var now = TimeProvider.System.GetUtcNow();
        await UploadAsync(server, "append", Header + Logs(now, "a", 30) + Logs(now, "b", 20) + Logs(now.AddDays(-400), "a", 10));

        using var dry = await DeleteAsync(server, "service = 'a' and message like '%5'", "true");
        Assert.Equal(4, (await dry.JsonAsync()).GetProperty("rows_to_be_deleted").GetInt64());
        await AssertExactAsync(server, 60);

        using var deleted = await DeleteAsync(server, "service = 'a' and message like '%5'", "false");
        var job = await deleted.JsonAsync();
        Assert.Equal(("done", 4), (job.GetProperty("status").GetString(), job.GetProperty("rows_affected").GetInt64()));
        using var asked = await server.Client.GetAsync(new Uri(job.GetProperty("job_url").GetString()!, UriKind.Relative));
        Assert.Equal(4, (await asked.JsonAsync()).GetProperty("rows_affected").GetInt64());
        await AssertExactAsync(server, 56);
        Assert.Equal(27, await LiveCountAsync(server, "a"));

        using var replaced = await UploadAsync(server, "replace", Header + Logs(now, "a", 2) + Logs(now, "c", 3));
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        await AssertExactAsync(server, 5);
        Assert.Equal((2, 0, 3), (await LiveCountAsync(server, "a"), await LiveCountAsync(server, "b"), await LiveCountAsync(server, "c")));

        await server.Client.PostAsync(new Uri("/v0/datasources/system_logs/truncate", UriKind.Relative), null);
        await AssertExactAsync(server, 0);
        Assert.Equal(0, await LiveCountAsync(server, "a"));
    }

    [Fact]
    public async Task ThresholdsCanComeFromAFile()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);

        using var answer = await server.Client.PostAsync(
            new Uri("/v0/datasources?name=log_anomaly_thresholds", UriKind.Relative),
            new StringContent("service,severity,threshold_per_minute,active,updated_at\ncart,ERROR,12.5,1,2026-01-01 00:00:00\n"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var threshold = await (await server.Client.GetAsync(new Uri("/v1/thresholds/cart/ERROR", UriKind.Relative))).JsonAsync();
        Assert.Equal(12.5, threshold.GetProperty("threshold_per_minute").GetDouble());
    }

    static Task<HttpResponseMessage> UploadAsync(GrainwatchServer server, string mode, string csv) => server.Client.PostAsync(
        new Uri($"/v0/datasources?name=system_logs&mode={mode}", UriKind.Relative), new StringContent(csv, Encoding.UTF8, "text/csv"));

    static Task<HttpResponseMessage> DeleteAsync(GrainwatchServer server, string condition, string dryRun) => server.Client.PostAsync(
        new Uri("/v0/datasources/system_logs/delete", UriKind.Relative),
        new FormUrlEncodedContent(new Dictionary<string, string> { ["delete_condition"] = condition, ["dry_run"] = dryRun }));

    static string Logs(DateTimeOffset time, string service, int count) => string.Concat(Enumerable.Range(1, count).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss},srv-{i % 3},{service},ERROR,\"message {i}\",E1,r,\"{{\"\"i\"\": {i}}}\"\n")));

    static async Task AssertExactAsync(GrainwatchServer server, long expected)
    {
        await using var counts = server.Database.CreateCommand(
            """
            select count(*), (select coalesce(sum(count), 0)::bigint from sources.log_minutes), (select coalesce(sum(count), 0)::bigint from sources.log_hours)
            from sources.system_logs
            """);
        await using var reader = await counts.ExecuteReaderAsync();
        await reader.ReadAsync();
        Assert.Equal((expected, expected, expected), (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));
    }

    static async Task<long> LiveCountAsync(GrainwatchServer server, string service)
    {
        var state = await (await server.Client.GetAsync(new Uri($"/v1/series/{service}/ERROR", UriKind.Relative))).JsonAsync();
        return state.GetProperty("window").EnumerateArray().Sum(minute => minute.GetProperty("count").GetInt64());
    }
}
