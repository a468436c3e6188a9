using System.Net;
using System.Text;
using Grainwatch.Api.Auth.Tokens;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Api.Tests.Auth.Tokens;

public sealed class GuessLimitTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task WhoTriesManyTokensWaitsAndWhoHasOneDoesNot()
    {
        await using var server = await GrainwatchServer.StartAsync(
            await postgres.CreateDatabaseAsync(),
            ["Grainwatch:Tokens:GuessesPerMinute=5"],
            // A minute that does not end while the test runs.
            builder => builder.Services.AddSingleton<TimeProvider>(new StandingClock()));
        using var made = await server.Client.PostAsync("/v0/tokens?name=good&scope=TOKENS", content: null);
        using var good = server.CreateClient((await made.JsonAsync()).GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await good.GetAsync("/v0/tokens")).StatusCode);

        List<HttpStatusCode> answers = [];
        for (var guess = 1; guess <= 8; guess++)
        {
            using var guesser = server.CreateClient($"gw.guess-{guess}");
            using var answer = await guesser.GetAsync("/v0/tokens");
            answers.Add(answer.StatusCode);
            // The clock stands at half of the minute.
            Assert.Equal(answer.StatusCode is HttpStatusCode.TooManyRequests ? TimeSpan.FromSeconds(30) : null, answer.Headers.RetryAfter?.Delta);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Forbidden, 5), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 3)], answers);
        using var known = await good.GetAsync("/v0/tokens");
        using var admin = await server.Client.GetAsync("/v0/tokens");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (known.StatusCode, admin.StatusCode));
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.0/8", HttpStatusCode.TooManyRequests)]
    public async Task BehindAProxyThatIsTrustedItsClientsAreCountedEachOnItsOwn(string trusted, HttpStatusCode ofAnother)
    {
        await using var server = await GrainwatchServer.StartAsync(
            await postgres.CreateDatabaseAsync(),
            ["Grainwatch:Tokens:GuessesPerMinute=1", $"Grainwatch:Http:TrustedProxies:0={trusted}"],
            builder => builder.Services.AddSingleton<TimeProvider>(new StandingClock()));

        List<HttpStatusCode> answers = [];
        foreach (var client in new[] { "203.0.113.1", "203.0.113.1", "203.0.113.2", "127.0.0.1, 203.0.113.1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v0/tokens?token=gw.guess");
            request.Headers.Add("X-Forwarded-For", client);
            using var answer = await server.Anonymous.SendAsync(request);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests, ofAnother, HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task AnExpiredJwtIsNoGuess()
    {
        await using var server = await GrainwatchServer.StartAsync(
            await postgres.CreateDatabaseAsync(),
            ["Grainwatch:Tokens:GuessesPerMinute=1"],
            builder => builder.Services.AddSingleton<TimeProvider>(new StandingClock()));
        using var client = server.CreateClient(Jwt.Sign(
            """{"name":"n","exp":1000000000,"scopes":[{"type":"PIPES:READ","resource":"p"}]}"""u8, Encoding.UTF8.GetBytes(GrainwatchServer.AdminToken)));

        for (var request = 0; request < 3; request++)
        {
            using var answer = await client.GetAsync("/v0/pipes");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("expired", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnIpv6NetworkCountsAsOneAndOthersOnTheirOwn()
    {
        var limit = new GuessLimit(new StandingClock(), new TokenSettings { GuessesPerMinute = 1 });
        limit.Count(IPAddress.Parse("2001:db8:1:2::1"));

        Assert.Throws<ApiException>(() => limit.Check(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        limit.Check(IPAddress.Parse("2001:db8:1:3::1"));
        limit.Check(IPAddress.Parse("192.0.2.1"));
    }

    /// <summary>The calendar stands, everything else goes on.</summary>
    sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 20, 9, 15, 30, TimeSpan.Zero);
    }
}
