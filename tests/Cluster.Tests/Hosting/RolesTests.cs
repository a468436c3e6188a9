using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Cluster.Tests.Hosting;

public sealed class RolesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task AGatewayServesTheApiOfSilosThatServeNone()
    {
        await using var cluster = new SiloCluster(await postgres.CreateDatabaseAsync());
        var silo = await cluster.AddAsync(["Grainwatch:Cluster:Role=Silo"]);
        var gateway = await cluster.AddAsync(["Grainwatch:Cluster:Role=Gateway"]);
        Assert.Equal(HttpStatusCode.NotFound, (await silo.Client.GetAsync("/v1/series")).StatusCode);
        foreach (var server in new[] { silo, gateway })
        {
            await Eventually.BecomesTrueAsync(async () => (await server.Client.GetAsync("/health/ready")).StatusCode is HttpStatusCode.OK, "it is ready");
        }

        await PutThresholdAsync(gateway, 2);
        await PostLogsAsync(gateway, 3);

        await Eventually.BecomesTrueAsync(
            async () => (await gateway.Client.GetStringAsync("/v1/anomalies")).Contains("\"cart\"", StringComparison.Ordinal),
            "the anomaly is listed");
        var series = await gateway.Client.GetFromJsonAsync<JsonElement>("/v1/series/cart/ERROR");
        Assert.Equal("firing", series.GetProperty("state").GetString());
    }

    [Fact]
    public async Task TheDashboardWantsTheAdminToken()
    {
        await using var cluster = new SiloCluster(await postgres.CreateDatabaseAsync());
        var silo = await cluster.AddAsync([]);
        using var browser = new HttpClient { BaseAddress = silo.Client.BaseAddress };

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/orleans/")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/orleans/DashboardCounters")).StatusCode);

        // The cookie of the first answer is enough for the rest of the page.
        var page = await browser.GetAsync($"/orleans/?token={SiloServer.AdminToken}");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain(SiloServer.AdminToken, string.Concat(page.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/orleans/DashboardCounters")).StatusCode);
    }

    static async Task PutThresholdAsync(SiloServer server, double perMinute) => (await server.Client.PutAsJsonAsync(
        "/v1/thresholds/cart/ERROR", new Dictionary<string, double> { ["threshold_per_minute"] = perMinute })).EnsureSuccessStatusCode();

    static async Task PostLogsAsync(SiloServer server, int count)
    {
        var at = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss");
        var rows = string.Concat(Enumerable.Repeat(
            $$"""{"timestamp":"{{at}}","server_id":"s","service":"cart","severity":"ERROR","message":"m","error_code":"","resource_id":"","metadata":"{}"}""" + "\n",
            count));
        var answer = await server.Client.PostAsync("/v0/events?name=system_logs&wait=true", new StringContent(rows, Encoding.UTF8));
        answer.EnsureSuccessStatusCode();
    }
}
