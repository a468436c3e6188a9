using System.Text.Json;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Rules;

/// <summary>Looking back over stored minutes, before a rule or a threshold is switched on.</summary>
public sealed class LookBackTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const int Days = 37;

    /// <summary>Days around 20 logs a minute by day and 5 by night, and a burst in the evening of each seventh.</summary>
    static IReadOnlyList<long> Counts()
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, Days * 1440).Select(minute =>
                minute % (7 * 1440) is >= 1200 and < 1205 ? 300L : (minute % 1440 < 720 ? 5 : 20) + random.Next(6)),
        ];
    }

    async Task<RuleServer> StartAsync()
    {
        var server = await RuleServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.HistoryAsync("cart", Counts());
        return server;
    }

    [Fact]
    public async Task A_rule_is_run_over_thirty_days_and_learns_from_the_week_before()
    {
        await using var server = await StartAsync();
        const string Request =
            """{"rule": {"baseline": {}, "keep_firing_for": "5m"}, "from": "2026-01-30T12:00:00Z", "to": "2026-03-01T12:00:00Z", "service": "cart", "severity": "ERROR"}""";
        var answer = await server.PostAsync("/v1/backtest", Request);
        Assert.Equal(1, answer.GetProperty("matching_series").GetInt32());
        var series = Assert.Single(answer.GetProperty("series").EnumerateArray());
        // Of the six bursts one lies in the days that are only learnt from.
        Assert.Equal((5, 5), (answer.GetProperty("count").GetInt32(), series.GetProperty("count").GetInt32()));
        Assert.All(series.GetProperty("episodes").EnumerateArray(), episode =>
        {
            Assert.Equal("critical", episode.GetProperty("tier").GetString());
            Assert.InRange(episode.GetProperty("threshold").GetDouble(), 15, 30);
            Assert.Equal("seasonal-negative-binomial/1", episode.GetProperty("details").GetProperty("model").GetString());
        });
    }

    [Fact]
    public async Task A_rule_that_there_is_may_be_named()
    {
        await using var server = await StartAsync();
        await server.PutFileAsync("rules: [{name: many, match: [severity=ERROR], threshold: {per_minute: 100}}]");
        var answer = await server.PostAsync("/v1/backtest", """{"rule": "many"}""");
        Assert.Equal(1, answer.GetProperty("count").GetInt32());
        Assert.Empty(await server.AnomaliesAsync());
    }

    [Fact]
    public async Task Messages_are_looked_back_at_too()
    {
        await using var server = await RuleServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.LogAsync(Enumerable.Range(0, 200).Select(minute => (
            server.Live.Time.GetUtcNow().AddMinutes(minute - 200),
            minute == 150 ? "disk quota exceeded on volume 7" : $"user {minute} failed to pay")));
        var answer = await server.PostAsync("/v1/backtest", """{"rule": {"new_template": {"warm_up": "1h"}}}""");
        Assert.Equal(1, answer.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("{}", "rule: It is missing.")]
    [InlineData("""{"rule": "nobody"}""", "rule: There is no rule 'nobody'.")]
    [InlineData("""{"rule": {"baseline": {"risk": 2}}}""", "rule.baseline.risk:")]
    [InlineData("""{"rule": {"baseline": {}}, "from": "2026-03-01T12:00:00Z", "to": "2026-03-01T11:00:00Z"}""", "from: It must lie before 'to'")]
    [InlineData("""{"rule": {"baseline": {}}, "since": 1}""", "since: There is no such field.")]
    public async Task A_request_that_makes_no_sense_is_refused_with_field_and_fix(string body, string error)
    {
        await using var server = await RuleServer.StartAsync(await postgres.CreateDatabaseAsync());
        Assert.Contains(
            error, (await server.PostAsync("/v1/backtest", body, status: 400)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_threshold_is_suggested_for_the_alerts_that_are_wanted()
    {
        await using var server = await StartAsync();
        var often = await SuggestAsync("alerts_per_week=1000");
        var seldom = await SuggestAsync("alerts_per_week=1");
        var never = await SuggestAsync("alerts_per_week=0");
        Assert.InRange(often.GetProperty("threshold_per_minute").GetDouble(), 5, 25);
        Assert.Equal(25, seldom.GetProperty("threshold_per_minute").GetDouble());
        Assert.InRange(seldom.GetProperty("alerts_per_week").GetDouble(), 0.5, 1);
        Assert.Equal(300, never.GetProperty("threshold_per_minute").GetDouble());
        Assert.Equal(300, seldom.GetProperty("evidence").GetProperty("max").GetInt64());
        Assert.Equal(14 * 1440, seldom.GetProperty("evidence").GetProperty("minutes_with_logs").GetInt32());
        Assert.Contains(seldom.GetProperty("candidates").EnumerateArray(), candidate => candidate.GetProperty("threshold_per_minute").GetDouble() == 25);

        async Task<JsonElement> SuggestAsync(string query) =>
            Assert.Single((await server.GetAsync($"/v1/thresholds/suggest?{query}&days=14&service=cart")).GetProperty("data").EnumerateArray());
    }
}
