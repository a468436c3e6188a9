using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Logs;

public sealed class LogSearchTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    const string Day = "2026-02-03";

    GrainwatchServer Server => fixture.Server;

    [Fact]
    public async Task FindsTheNewestFirstAndGoesOnWithoutLossOrRepetition()
    {
        // Many share a second, so time alone does not say where a page ends.
        await StoreAsync(Enumerable.Range(0, 95).Select(i => Log("paging", "INFO", $"line {i}", $"{Day}T10:00:{i / 20:00}Z")));
        var messages = await MessagesAsync("service=paging&limit=10");

        Assert.Equal(95, messages.Distinct().Count());
        Assert.Equal(95, messages.Count);
        Assert.Equal(Enumerable.Range(80, 15).Select(i => $"line {i}").Order(), messages.Take(15).Order());
    }

    [Fact]
    public async Task TextIsAPartOfTheMessageAndNoPattern()
    {
        await StoreAsync([Log("text", "INFO", "100% of it", $"{Day}T10:00:00Z"), Log("text", "INFO", "1000 of it", $"{Day}T10:00:01Z"), Log("text", "ERROR", "UPPER_case", $"{Day}T10:00:02Z")]);

        Assert.Equal(["100% of it"], await MessagesAsync($"service=text&text={Uri.EscapeDataString("100%")}"));
        Assert.Equal(["UPPER_case"], await MessagesAsync("service=text&text=upper_C"));
        Assert.Equal(["UPPER_case"], await MessagesAsync("service=text&severity=ERROR"));
    }

    [Fact]
    public async Task ALogIsCutInAListAndWholeByItself()
    {
        var message = new string('x', 100_000) + "<script>";
        await StoreAsync([Log("long", "INFO", message, $"{Day}T10:00:00Z")]);

        var listed = Assert.Single(await FindAsync("service=long"));
        using var answer = await Server.Client.GetAsync($"/v1/logs/{listed.GetProperty("id").GetString()}");

        Assert.True(listed.GetProperty("cut").GetBoolean());
        Assert.Equal(1000, listed.GetProperty("message").GetString()!.Length);
        Assert.Equal(message, (await answer.JsonAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("text=ERR")]
    [InlineData("")]
    public async Task TheHistogramCountsWhatTheSearchFinds(string text)
    {
        var service = $"counted-{text.Length}";
        await StoreAsync(Enumerable.Range(0, 30).Select(i => Log(service, i % 3 == 0 ? "ERROR" : "INFO", i % 3 == 0 ? "err" : "fine", $"{Day}T10:{i:00}:00Z")));

        var histogram = await Server.Client.WholeHistogramAsync($"/v1/logs/histogram?service={service}&{text}&from={Day}T10:00:00Z&to={Day}T11:00:00Z&slices=60");

        var sums = histogram.GetProperty("severities").EnumerateArray().Zip(
            histogram.GetProperty("counts").EnumerateArray(), (name, counts) => (name.GetString(), counts.EnumerateArray().Sum(count => count.GetInt64())));
        Assert.Equal(text.Length > 0 ? [("ERROR", 10L)] : [("ERROR", 10L), ("INFO", 20L)], sums);
        Assert.Equal(60, histogram.GetProperty("times").GetArrayLength());
    }

    [Fact]
    public async Task ARowFilterHoldsForSearchCountAndDetail()
    {
        await StoreAsync([Log("mine", "INFO", "shown", $"{Day}T12:00:00Z"), Log("theirs", "INFO", "hidden", $"{Day}T12:00:01Z")]);
        using var made = await Server.Client.PostAsJsonAsync("/v0/tokens", new { name = "tenant", scopes = new[] { new { type = "DATASOURCES:READ", resource = "system_logs", filter = "service = 'mine'" } } });
        using var tenant = Server.CreateClient((await made.JsonAsync()).GetProperty("token").GetString());
        var hidden = Assert.Single(await FindAsync("service=theirs", from: 11, to: 13)).GetProperty("id").GetString();

        Assert.Equal(["shown"], await MessagesAsync("", tenant, 11, 13));
        Assert.Empty(await MessagesAsync("service=theirs", tenant, 11, 13));
        using var detail = await tenant.GetAsync($"/v1/logs/{hidden}");
        Assert.Equal(HttpStatusCode.NotFound, detail.StatusCode);
        var counted = await tenant.WholeHistogramAsync($"/v1/logs/histogram?from={Day}T11:00:00Z&to={Day}T13:00:00Z");
        Assert.Equal(1, counted.GetProperty("counts").EnumerateArray().Sum(row => row.EnumerateArray().Sum(count => count.GetInt64())));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=1-2-3", "cursor")]
    [InlineData("from=2026-02-03T00:00:00Z&to=2026-02-02T00:00:00Z", "from must lie before to")]
    public async Task WhatMakesNoSenseIsNamed(string query, string named)
    {
        using var answer = await Server.Client.GetAsync($"/v1/logs?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTailShowsALogThatComesAndNoOther()
    {
        using var answer = await Server.Client.GetAsync("/v1/logs/tail?service=tailed", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        // Ahead of the clock, so that storing them may take its time: a look goes back five seconds.
        var ahead = TimeProvider.System.GetUtcNow().AddSeconds(30).ToString("O");
        await StoreAsync([Log("other", "INFO", "not this", ahead), Log("tailed", "INFO", "this one", ahead)]);

        string? line;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((line = await lines.ReadLineAsync(patience.Token)) is not null && !line.StartsWith("data:", StringComparison.Ordinal))
        {
        }

        using var data = JsonDocument.Parse(line!["data:".Length..]);
        Assert.Equal("this one", data.RootElement.GetProperty("logs").EnumerateArray().Single().GetProperty("message").GetString());
    }

    async Task<List<string>> MessagesAsync(string query, HttpClient? client = null, int from = 9, int to = 11) =>
        [.. (await FindAsync(query, client, from, to)).Select(log => log.GetProperty("message").GetString()!)];

    Task<List<JsonElement>> FindAsync(string query, HttpClient? client = null, int from = 9, int to = 11) =>
        (client ?? Server.Client).AllLogsAsync($"/v1/logs?{query}&from={Day}T{from:00}:00:00Z&to={Day}T{to:00}:00:00Z");

    async Task StoreAsync(IEnumerable<object> logs)
    {
        using var stored = await Server.Client.PostAsJsonAsync("/v0/events?name=system_logs&wait=true", logs);
        Assert.Equal(0, (await stored.JsonAsync()).GetProperty("quarantined_rows").GetInt32());
    }

    static object Log(string service, string severity, string message, string timestamp) =>
        new { timestamp, server_id = "s", service, severity, message, error_code = "", resource_id = "", metadata = "{}" };
}
