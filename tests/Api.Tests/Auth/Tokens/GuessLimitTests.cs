using System.Net;
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
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Forbidden, 5), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 3)], answers);
        using var known = await good.GetAsync("/v0/tokens");
        using var admin = await server.Client.GetAsync("/v0/tokens");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (known.StatusCode, admin.StatusCode));
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
