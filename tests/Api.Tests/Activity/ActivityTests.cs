using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Activity;

public sealed class ActivityTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    GrainwatchServer Server => fixture.Server;

    [Fact]
    public async Task AServiceStandsWhereItsWorstSeverityIs()
    {
        using var threshold = await Server.Client.PutAsJsonAsync("/v1/thresholds/heat/ERROR", new { threshold_per_minute = 2 });
        await StoreAsync("heat", "INFO", 50);
        await StoreAsync("heat", "ERROR", 6);

        JsonElement service = default;
        await Eventually.BecomesTrueAsync(
            async () => (service = await FindAsync("/v1/activity/services?search=heat", "services")).ValueKind is JsonValueKind.Object, "the service is there");
        Assert.Equal(3, service.GetProperty("ratios").EnumerateArray().Max(ratio => ratio.ValueKind is JsonValueKind.Number ? ratio.GetDouble() : 0));
        Assert.Equal(56, service.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Equal("ERROR", service.GetProperty("worst").GetString());
    }

    [Fact]
    public async Task CountsOfASeriesAreThoseOfItsLogs()
    {
        await StoreAsync("counted", "INFO", 7);

        using var answer = await Server.Client.GetAsync("/v1/counts/counted/INFO");
        var counts = await answer.JsonAsync();

        Assert.Equal(7, counts.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Equal(1, counts.GetProperty("step_minutes").GetInt32());
        Assert.Equal(60, counts.GetProperty("times").GetArrayLength());
    }

    [Fact]
    public async Task AMonthHasPointsOfSeveralMinutesEachWithItsFullest()
    {
        await StoreAsync("month", "INFO", 9);
        var from = TimeProvider.System.GetUtcNow().AddDays(-30).ToString("O");

        using var answer = await Server.Client.GetAsync($"/v1/counts/month/INFO?from={Uri.EscapeDataString(from)}");
        var counts = await answer.JsonAsync();

        Assert.InRange(counts.GetProperty("times").GetArrayLength(), 1000, 1500);
        Assert.Equal(9, counts.GetProperty("sums").EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Equal(9, counts.GetProperty("counts").EnumerateArray().Max(count => count.GetInt64()));
    }

    [Fact]
    public async Task TheLiveStreamSaysWhatIsGoingOn()
    {
        using var answer = await Server.Client.GetAsync("/v1/live?service=living&severity=INFO", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await StoreAsync("living", "INFO", 5);

        Assert.Contains("\"logs_per_second\"", await EventAsync(lines, "frame"), StringComparison.Ordinal);
        // Of the looks that were before the logs it says that there are none.
        long counted;
        do
        {
            using var series = JsonDocument.Parse(await EventAsync(lines, "series"));
            counted = series.RootElement.GetProperty("window").EnumerateArray().Sum(minute => minute.GetProperty("count").GetInt64());
        }
        while (counted == 0);

        Assert.Equal(5, counted);
    }

    [Fact]
    public async Task TheLiveStreamSaysWhereASeriesStandsThatIsSilentForLong()
    {
        await StoreAsync("long-silent", "INFO", 5, TimeProvider.System.GetUtcNow().AddHours(-3));
        using var answer = await Server.Client.GetAsync("/v1/live?service=long-silent&severity=INFO", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        using var series = JsonDocument.Parse(await EventAsync(lines, "series"));
        using var asked = await Server.Client.GetAsync("/v1/series/long-silent/INFO");
        var state = await asked.JsonAsync();

        Assert.Equal("ok", series.RootElement.GetProperty("state").GetString());
        Assert.All(series.RootElement.GetProperty("window").EnumerateArray(), minute => Assert.Equal(0, minute.GetProperty("count").GetInt64()));
        Assert.Equal(state.EnumerateObject().Select(field => field.Name), series.RootElement.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task TheLiveStreamBeginsWithTheFramesBefore()
    {
        using (var before = await Server.Client.GetAsync("/v1/live", HttpCompletionOption.ResponseHeadersRead))
        using (var frames = new StreamReader(await before.Content.ReadAsStreamAsync()))
        {
            await EventAsync(frames, "frame");
            await EventAsync(frames, "frame");
        }

        using var answer = await Server.Client.GetAsync("/v1/live?recent=2", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        using var recent = JsonDocument.Parse(await EventAsync(lines, "recent"));
        using var refused = await Server.Client.GetAsync("/v1/live?recent=121");

        Assert.Equal(2, recent.RootElement.EnumerateArray().Select(frame => frame.GetProperty("at").GetDateTime()).Distinct().Count());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task TheLiveStreamTellsOfAnAnomaly()
    {
        using var threshold = await Server.Client.PutAsJsonAsync("/v1/thresholds/told/ERROR", new { threshold_per_minute = 1 });
        using var answer = await Server.Client.GetAsync("/v1/live", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await EventAsync(lines, "frame");

        await StoreAsync("told", "ERROR", 3);

        string? service;
        do
        {
            using var anomaly = JsonDocument.Parse(await EventAsync(lines, "firing"));
            service = anomaly.RootElement.GetProperty("service").GetString();
        }
        while (service != "told");
    }

    [Fact]
    public async Task AProcessSaysWhatItIsDoing()
    {
        JsonElement process = default;
        await Eventually.BecomesTrueAsync(
            async () => (process = await FindAsync("/v1/processes", "processes")).ValueKind is JsonValueKind.Object
                && process.GetProperty("state").GetString() is "up",
            "the process has said that it is up");

        Assert.True(process.GetProperty("memory_bytes").GetInt64() > 0);
    }

    static async Task<string> EventAsync(StreamReader lines, string name)
    {
        string? line;
        while ((line = await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))) is not null)
        {
            if (line == $"event: {name}")
            {
                return (await lines.ReadLineAsync())!["data:".Length..];
            }
        }

        throw new EndOfStreamException($"The stream ended without {name}.");
    }

    async Task<JsonElement> FindAsync(string path, string list)
    {
        using var answer = await Server.Client.GetAsync(path);
        return (await answer.JsonAsync()).GetProperty(list).EnumerateArray().FirstOrDefault();
    }

    async Task StoreAsync(string service, string severity, int count, DateTimeOffset? at = null)
    {
        var timestamp = (at ?? TimeProvider.System.GetUtcNow()).ToString("O");
        using var stored = await Server.Client.PostAsJsonAsync("/v0/events?name=system_logs&wait=true", Enumerable.Range(0, count).Select(i =>
            new { timestamp, server_id = "s", service, severity, message = $"m {i}", error_code = "", resource_id = "", metadata = "{}" }));
        Assert.Equal(count, (await stored.JsonAsync()).GetProperty("successful_rows").GetInt32());
    }
}
