using System.Net;
using System.Text;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Ingest;

public sealed class EventsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    const string Row =
        """{"timestamp":"2026-11-20 09:15:00","server_id":"srv-7","service":"cart","severity":"ERROR","message":"db timeout","error_code":"E504","resource_id":"r1","metadata":"{}"}""";

    static readonly string Pretty = Row.Replace(",\"", ",\n  \"", StringComparison.Ordinal);

    public static TheoryData<string, int, int> Bodies => new()
    {
        { Row, 1, 0 },
        { Pretty, 1, 0 },
        { $"{Row}\n{Row}\r\n\n {Row}\n", 3, 0 },
        { $"{Pretty}\n{Pretty}", 2, 0 },
        { $"{Row}{Row}", 2, 0 },
        { $"[{Row},\n{Pretty} ]", 2, 0 },
        { $"[{Row}]\n[{Row}]\n{Row}", 3, 0 },
        { $"\uFEFF{Row}", 1, 0 },
        { "", 0, 0 },
        { " \n\t\r\n", 0, 0 },
        { "[]", 0, 0 },
        { "{}", 0, 1 },
        { "[1, \"two\", null]", 0, 3 },
        { $"{Row}\nnot json\n{Row}", 2, 1 },
        { $"{Row}\n{Row[..50]}\n{Row}\n{{\"a\":", 2, 2 },
        { $"{Row}\n{Row[..^1]} x }}\n{Row}", 2, 1 },
        { $"[{Row},\nnonsense,\n{Row}]", 2, 1 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task ReadsEveryFormOfBody(string body, int successful, int quarantined)
    {
        foreach (var type in new[] { "application/json", "application/x-ndjson", "text/plain", "application/x-www-form-urlencoded" })
        {
            using var answer = await PostAsync("/v0/events?name=system_logs&wait=true&from=tests", new StringContent(body, Encoding.UTF8, type));

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(
                $$"""{"successful_rows":{{successful}},"quarantined_rows":{{quarantined}}}""", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("", HttpStatusCode.Accepted)]
    [InlineData("&wait=false", HttpStatusCode.Accepted)]
    [InlineData("&wait=true", HttpStatusCode.OK)]
    [InlineData("&wait=1", HttpStatusCode.OK)]
    public async Task IsStoredWhenItAnswersWhetherOrNotTheCallerWaits(string wait, HttpStatusCode status)
    {
        var message = Guid.NewGuid().ToString();

        using var answer = await PostAsync(
            $"/v0/events/?name=system_logs{wait}", new StringContent(Row.Replace("db timeout", message, StringComparison.Ordinal)));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(1L, await ScalarAsync($"select count(*) from sources.system_logs where message = '{message}'"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("X-GZIP")]
    [InlineData("zstd")]
    public async Task ReadsWhatIsCompressed(string encoding)
    {
        using var content = Compressed.Content(encoding, string.Join('\n', Enumerable.Repeat(Row, 3000)));

        using var answer = await PostAsync("/v0/events?name=system_logs", content);

        Assert.Equal("""{"successful_rows":3000,"quarantined_rows":0}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.BadRequest, "no gzip that can be read")]
    [InlineData("zstd", HttpStatusCode.BadRequest, "no zstd that can be read")]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType, "Send gzip, zstd, or no encoding")]
    public async Task SaysWhatIsWrongWithAnEncoding(string encoding, HttpStatusCode status, string part)
    {
        using var content = Compressed.Content(encoding, Encoding.UTF8.GetBytes(Row));

        using var answer = await PostAsync("/v0/events?name=system_logs", content);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(part, (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(status == HttpStatusCode.UnsupportedMediaType, answer.Headers.Contains("Accept-Encoding"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task StoresNothingOfABodyThatIsCutOff(string encoding)
    {
        var message = Guid.NewGuid().ToString();
        var whole = Compressed.By(encoding, Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(Row.Replace("db timeout", message, StringComparison.Ordinal), 3000))));

        foreach (var length in new[] { whole.Length / 2, whole.Length - 1 })
        {
            using var answer = await PostAsync("/v0/events?name=system_logs", Compressed.Content(encoding, whole[..length]));

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains($"no {encoding} that can be read", (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(0L, await ScalarAsync($"select count(*) from sources.system_logs where message = '{message}'"));
    }

    [Theory]
    [InlineData("hello\nworld", "at byte 0: 'h'")]
    [InlineData("\n\n  <xml/>", "at byte 4: '<'")]
    [InlineData("{\"a\": tru}", "at byte 6: ")]
    public async Task SaysWhereABodyWithoutJsonGoesWrong(string body, string where)
    {
        using var answer = await PostAsync("/v0/events?name=system_logs", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(where, (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v0/events", HttpStatusCode.BadRequest)]
    [InlineData("/v0/events?name=", HttpStatusCode.BadRequest)]
    [InlineData("/v0/events?name=nowhere", HttpStatusCode.NotFound)]
    public async Task WantsADataSourceThatExists(string path, HttpStatusCode status)
    {
        using var answer = await PostAsync(path, new StringContent(Row));

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task WantsAToken()
    {
        using var none = await fixture.Server.Anonymous.PostAsync(new Uri("/v0/events?name=system_logs", UriKind.Relative), new StringContent(Row));
        using var inQuery = await fixture.Server.Anonymous.PostAsync(
            new Uri($"/v0/events?name=system_logs&token={GrainwatchServer.AdminToken}", UriKind.Relative), new StringContent(Row));

        Assert.Equal(HttpStatusCode.Forbidden, none.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, inQuery.StatusCode);
    }

    [Fact]
    public async Task QuarantinesBytesThatAreNoUtf8AndKeepsTheRowsAround()
    {
        var broken = Encoding.Latin1.GetBytes(Row.Replace("db timeout", "caf\u00E9", StringComparison.Ordinal));
        byte[] body = [.. Encoding.UTF8.GetBytes(Row), (byte)'\n', .. broken, (byte)'\n', .. Encoding.UTF8.GetBytes(Row)];

        using var answer = await PostAsync("/v0/events?name=system_logs", new ByteArrayContent(body));

        Assert.Equal("""{"successful_rows":2,"quarantined_rows":1}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task KeepsCharactersWholeWhereverTheReadsAreCut()
    {
        var message = string.Concat(Enumerable.Repeat("€é😀", 10_000));
        var row = Row.Replace("db timeout", message, StringComparison.Ordinal);

        using var answer = await PostAsync("/v0/events?name=system_logs", new StringContent($"{row}\n {row}\n  {row}"));

        Assert.Equal("""{"successful_rows":3,"quarantined_rows":0}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(3L, await ScalarAsync($"select count(*) from sources.system_logs where message = '{message}'"));
    }

    [Fact]
    public async Task TakesThresholds()
    {
        using var answer = await PostAsync(
            "/v0/events?name=log_anomaly_thresholds",
            new StringContent("""
                {"service":"cart","severity":"ERROR","threshold_per_minute":5,"active":1,"updated_at":"2026-11-20 09:00:00"}
                {"service":"cart","severity":"ERROR","threshold_per_minute":"5","active":1.5}
                """));

        Assert.Equal("""{"successful_rows":1,"quarantined_rows":1}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1L, await ScalarAsync("select count(*) from sources.active_thresholds where threshold_per_minute = 5"));
    }

    Task<HttpResponseMessage> PostAsync(string path, HttpContent content) =>
        fixture.Server.Client.PostAsync(new Uri(path, UriKind.Relative), content);

    async Task<object?> ScalarAsync(string sql)
    {
        await using var command = fixture.Server.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
