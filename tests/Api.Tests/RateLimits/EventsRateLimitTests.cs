using System.Net;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.RateLimits;

public sealed class EventsRateLimitTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Row = """{"timestamp":"2026-11-20 09:15:00","server_id":"s","service":"cart","severity":"INFO","message":"m","error_code":"","resource_id":"r","metadata":"{}"}""";

    [Fact]
    public async Task PastTheLimitTheAnswerSaysWhenToComeBack()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres, "Grainwatch:RateLimit:EventsPerSecond=1000");

        using var first = await PostAsync(server);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("1000", first.Headers.GetValues("X-RateLimit-Limit").Single());
        Assert.Equal("1", first.Headers.GetValues("X-RateLimit-Reset").Single());
        Assert.InRange(int.Parse(first.Headers.GetValues("X-RateLimit-Remaining").Single(), null), 0, 999);
    }

    [Fact]
    public async Task TheRequestOverTheLimitIs429AndStoresNothing()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres, "Grainwatch:RateLimit:EventsPerSecond=1");

        // One a second passes, and twenty at once do not take twenty seconds.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(server)));

        var stored = answers.Count(answer => answer.StatusCode is HttpStatusCode.OK);
        var refused = answers.First(answer => answer.StatusCode is HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining").Single());
        await using var count = server.Database.CreateCommand("select count(*) from sources.system_logs");
        Assert.Equal((long)stored, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task WithoutTheSettingThereIsNoLimit()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);

        using var answer = await PostAsync(server);

        Assert.False(answer.Headers.Contains("X-RateLimit-Limit"));
    }

    static Task<HttpResponseMessage> PostAsync(GrainwatchServer server) =>
        server.Client.PostAsync("/v0/events?name=system_logs&wait=true", new StringContent(Row));
}
