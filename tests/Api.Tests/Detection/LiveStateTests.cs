using System.Net;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Ingest;
using Grainwatch.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Api.Tests.Detection;

/// <summary>Series, anomalies and thresholds over HTTP.</summary>
public sealed class LiveStateTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    LiveServer server = null!;

    public async Task InitializeAsync() => server = await LiveServer.StartAsync(postgres);

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task AThresholdIsSetFoundListedAndEnded()
    {
        Assert.Equal(100, (await PutAsync("/v1/thresholds/cart/ERROR", 100)).GetProperty("threshold_per_minute").GetDouble());
        Assert.Equal(7.5, (await PutAsync("/v1/thresholds/*/FATAL", 7.5)).GetProperty("threshold_per_minute").GetDouble());
        Assert.Equal(200, (await PutAsync("/v1/thresholds/cart/ERROR", 200)).GetProperty("threshold_per_minute").GetDouble());

        var found = await GetAsync("/v1/thresholds/cart/ERROR");
        Assert.Equal(
            """{"service":"cart","severity":"ERROR","threshold_per_minute":200,"updated_at":"2026-03-01T12:00:30Z"}""", found.GetRawText());
        Assert.Equal(2, (await GetAsync("/v1/thresholds")).GetProperty("thresholds").GetArrayLength());

        using var deleted = await server.Client.DeleteAsync("/v1/thresholds/cart/ERROR");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/v1/thresholds/cart/ERROR")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.DeleteAsync("/v1/thresholds/cart/ERROR")).StatusCode);
        Assert.Equal(1, (await GetAsync("/v1/thresholds")).GetProperty("thresholds").GetArrayLength());
    }

    [Theory]
    [InlineData("a%2Fb", "c%20d", "a/b", "c d")]
    [InlineData("50%25", "%2A", "50%", "*")]
    [InlineData("a%252Fb", "%C3%BC", "a%2Fb", "ü")]
    [InlineData("a+b", "x%3Fy", "a+b", "x?y")]
    public async Task NamesMayHoldAnyCharacter(string servicePath, string severityPath, string service, string severity)
    {
        await PutAsync($"/v1/thresholds/{servicePath}/{severityPath}", 3);

        var stored = Assert.Single((await server.Server.Services.GetRequiredService<ThresholdTable>().LoadAsync(CancellationToken.None)).Thresholds);
        Assert.Equal((service, severity), (stored.Service, stored.Severity));
        Assert.Equal(service, (await GetAsync($"/v1/thresholds/{servicePath}/{severityPath}")).GetProperty("service").GetString());
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "no JSON at line 1")]
    [InlineData("[]", "no threshold_per_minute")]
    [InlineData("{}", "no threshold_per_minute")]
    [InlineData("""{"threshold_per_minute": "5"}""", "\"5\"")]
    [InlineData("""{"threshold_per_minute": -1}""", "0 or more")]
    [InlineData("""{"threshold_per_minute": 1e999}""", "1e999")]
    [InlineData("""{"threshold_per_minute": null}""", "null")]
    public async Task AThresholdThatMakesNoSenseIsRefusedWithTheFix(string body, string expected)
    {
        using var response = await server.Client.PutAsync("/v1/thresholds/cart/ERROR", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, (await response.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANameThatCannotBeIsRefused()
    {
        foreach (var path in new[] { $"/v1/thresholds/{new string('x', 513)}/ERROR", "/v1/thresholds/a%00b/ERROR", "/v1/series/a/%00" })
        {
            using var response = await server.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task ASeriesShowsItsWindowItsThresholdAndWhatFires()
    {
        await PutAsync("/v1/thresholds/*/*", 10);
        await server.LogAsync("cart", 4);
        await server.LogAsync("cart", 8);

        var series = await GetAsync("/v1/series/cart/ERROR");

        Assert.Equal(("firing", 10), (series.GetProperty("state").GetString(), series.GetProperty("threshold_per_minute").GetDouble()));
        var window = series.GetProperty("window");
        Assert.Equal(60, window.GetArrayLength());
        Assert.Equal("""{"minute":"2026-03-01T12:00:00Z","count":12}""", window[59].GetRawText());
        var firing = Assert.Single(series.GetProperty("firing").EnumerateArray());
        Assert.Equal(("threshold", 12, 10), (firing.GetProperty("reason").GetString(), firing.GetProperty("count").GetInt64(), firing.GetProperty("threshold").GetDouble()));
    }

    [Fact]
    public async Task ASeriesThatWasNeverSeenIs404AndASilentOneIsEmpty()
    {
        await server.SeriesAsync("silent");

        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/v1/series/nobody/ERROR")).StatusCode);
        var silent = await GetAsync("/v1/series/silent/ERROR");
        Assert.Equal("ok", silent.GetProperty("state").GetString());
        Assert.Equal(60, silent.GetProperty("window").GetArrayLength());
    }

    [Fact]
    public async Task SeriesAreListedInPages()
    {
        await PutAsync("/v1/thresholds/service-2/*", 10);
        for (var i = 0; i < 5; i++)
        {
            await server.LogAsync($"service-{i}", 11, i == 4 ? "INFO" : "ERROR");
        }

        await AnomaliesAsync(1);
        List<string> listed = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await GetAsync($"/v1/series?limit=2&cursor={cursor}");
            listed.AddRange(page.GetProperty("series").EnumerateArray().Select(one =>
                $"{one.GetProperty("service")} {one.GetProperty("state")} {one.GetProperty("threshold_per_minute")}"));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(["service-0 ok ", "service-1 ok ", "service-2 firing 10", "service-3 ok ", "service-4 ok "], listed);
        Assert.Equal(1, (await GetAsync("/v1/series?severity=INFO")).GetProperty("series").GetArrayLength());
        Assert.Equal(1, (await GetAsync("/v1/series?service=service-3&severity=ERROR")).GetProperty("series").GetArrayLength());
    }

    [Fact]
    public async Task AnomaliesAreListedNewestFirstFilteredAndInPages()
    {
        await PutAsync("/v1/thresholds/*/*", 10);
        await server.LogAsync("cart", 11);
        await AnomaliesAsync(1);
        server.Time.Advance(TimeSpan.FromMinutes(5));
        await server.LogAsync("search", 12);
        await AnomaliesAsync(2);
        await server.LogAsync("search", 13, "FATAL");
        var all = await AnomaliesAsync(3);
        Assert.Equal(["FATAL", "ERROR", "ERROR"], all.Select(one => one.GetProperty("severity").GetString()));

        Assert.Equal(["search"], await ServicesAsync("?service=search&severity=ERROR"));
        Assert.Equal(["cart"], await ServicesAsync("?state=resolved"));
        Assert.Equal(["search", "search"], await ServicesAsync("?state=open&reason=threshold"));
        Assert.Equal(["cart"], await ServicesAsync("?to=2026-03-01T12:04:59Z"));
        Assert.Equal(["search", "search"], await ServicesAsync("?from=2026-03-01T12:01:00Z"));
        Assert.Equal(["cart"], await ServicesAsync("?from=2026-03-01T12:00:59Z&to=2026-03-01%2012:01:00"));
        var page = await GetAsync("/v1/anomalies?limit=2");
        Assert.Equal(2, page.GetProperty("anomalies").GetArrayLength());
        Assert.Equal(["cart"], await ServicesAsync($"?limit=2&cursor={page.GetProperty("next_cursor").GetString()}"));

        var id = all[0].GetProperty("id").GetInt64();
        // The same, and then what became of it.
        Assert.StartsWith(all[0].GetRawText()[..^1], (await GetAsync($"/v1/anomalies/{id}")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/v1/anomalies/999999")).StatusCode);
    }

    [Theory]
    [InlineData("/v1/anomalies?limit=0", "limit")]
    [InlineData("/v1/anomalies?limit=1001", "limit")]
    [InlineData("/v1/anomalies?limit=many", "limit")]
    [InlineData("/v1/anomalies?cursor=-1", "cursor")]
    [InlineData("/v1/anomalies?state=broken", "state")]
    [InlineData("/v1/anomalies?reason=bad", "reason")]
    [InlineData("/v1/anomalies?from=yesterday", "from")]
    [InlineData("/v1/anomalies?service=%00", "service")]
    [InlineData("/v1/series?limit=0", "limit")]
    [InlineData("/v1/series?severity=%00", "severity")]
    public async Task AParameterThatMakesNoSenseIsNamed(string path, string parameter)
    {
        using var response = await server.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(parameter, (await response.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/series")]
    [InlineData("GET", "/v1/series/a/b")]
    [InlineData("GET", "/v1/anomalies")]
    [InlineData("GET", "/v1/anomalies/1")]
    [InlineData("GET", "/v1/thresholds")]
    [InlineData("GET", "/v1/thresholds/a/b")]
    [InlineData("PUT", "/v1/thresholds/a/b")]
    [InlineData("DELETE", "/v1/thresholds/a/b")]
    public async Task NothingIsShownOrChangedWithoutAToken(string method, string path)
    {
        using var response = await server.Server.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task ThresholdsThatAreCommittedWithLogsHoldForThem()
    {
        await server.LogAsync("cart", 5);
        await using (var insert = server.Server.Database.CreateCommand(
            "insert into log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at) values ('cart', 'ERROR', 4, 1, '2026-03-01')"))
        {
            await insert.ExecuteNonQueryAsync();
        }

        await server.TellAsync(new CommittedBatch(1, [], new HashSet<string> { "log_anomaly_thresholds" }));

        Assert.Equal("firing", (await GetAsync("/v1/series/cart/ERROR")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task ThresholdsThatSomebodyElseWritesAreHeardOf()
    {
        await server.LogAsync("cart", 5);
        await using var insert = server.Server.Database.CreateCommand(
            "insert into log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at) values ('*', '*', 4, 1, '2026-03-01')");
        await insert.ExecuteNonQueryAsync();

        await AnomaliesAsync(1);
    }

    async Task<JsonElement> GetAsync(string path)
    {
        using var response = await server.Client.GetAsync(path);
        return await response.EnsureSuccessStatusCode().JsonAsync();
    }

    async Task<JsonElement> PutAsync(string path, double perMinute)
    {
        using var response = await server.Client.PutAsync(
            path, new StringContent(JsonSerializer.Serialize(new Dictionary<string, double> { ["threshold_per_minute"] = perMinute })));
        return await response.EnsureSuccessStatusCode().JsonAsync();
    }

    async Task<List<JsonElement>> AnomaliesAsync(int count)
    {
        List<JsonElement> anomalies = [];
        await Eventually.BecomesTrueAsync(
            async () => (anomalies = [.. (await GetAsync("/v1/anomalies")).GetProperty("anomalies").EnumerateArray()]).Count == count,
            $"there are {count} anomalies");
        return anomalies;
    }

    async Task<IEnumerable<string?>> ServicesAsync(string query) =>
        (await GetAsync($"/v1/anomalies{query}")).GetProperty("anomalies").EnumerateArray().Select(one => one.GetProperty("service").GetString());
}
