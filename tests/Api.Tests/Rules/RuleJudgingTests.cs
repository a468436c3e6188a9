using System.Net;
using System.Text.Json;
using Grainwatch.Domain.Time;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Rules;

/// <summary>Rules on a server: every detector, from counts to a stored anomaly.</summary>
public sealed class RuleJudgingTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static string Describe(JsonElement anomaly) => string.Join(
        ' ',
        new[] { "rule", "reason", "service", "severity", "tier", "state" }.Select(field => anomaly.GetProperty(field).GetString()));

    static IReadOnlyList<long> Usual(int minutes)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, minutes).Select(_ => (long)(15 + random.Next(11)))];
    }

    async Task<RuleServer> StartAsync(params string[] rules) => await RuleServer.StartAsync(await postgres.CreateDatabaseAsync(), rules);

    [Fact]
    public async Task A_baseline_learns_from_history_at_once_and_says_what_was_usual()
    {
        await using var server = await StartAsync();
        await server.HistoryAsync("cart", Usual(3 * 1440));
        await server.PutFileAsync("rules: [{name: unusual, match: [severity=ERROR], baseline: {}}]");
        await server.MinuteAsync("cart/ERROR 18");
        await server.MinuteAsync("cart/ERROR 90");

        var anomaly = Assert.Single(await server.AnomaliesAsync());
        Assert.StartsWith("unusual baseline cart ERROR ", Describe(anomaly), StringComparison.Ordinal);
        Assert.Equal(90, anomaly.GetProperty("count").GetInt64());
        Assert.InRange(anomaly.GetProperty("threshold").GetDouble(), 15, 26);
        var details = anomaly.GetProperty("details");
        Assert.Equal("seasonal-negative-binomial/1", details.GetProperty("model").GetString());
        Assert.InRange(details.GetProperty("upper").GetInt64(), 25, 80);
        Assert.InRange(details.GetProperty("probability").GetDouble(), 0, 1e-6);
        Assert.StartsWith("90 logs in a minute; ", details.GetProperty("why").GetString(), StringComparison.Ordinal);

        await server.MinutesAsync(6, "cart/ERROR 20");
        Assert.EndsWith(" resolved", Describe(Assert.Single(await server.AnomaliesAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_history_a_baseline_says_nothing_until_it_is_warm()
    {
        await using var server = await StartAsync("{name: unusual, baseline: {warm_up: 10m}}");
        await server.MinuteAsync("cart/ERROR 20");
        await server.MinuteAsync("cart/ERROR 500");
        Assert.Empty(await server.AnomaliesAsync());
    }

    [Fact]
    public async Task Silence_is_found_by_the_clock_and_gets_worse_with_time()
    {
        await using var server = await StartAsync("{name: silent, match: [service=cart], flatline: {after: 3m}}");
        await server.MinuteAsync("cart/INFO 5", "search/INFO 5");
        await server.MinutesAsync(2);
        Assert.Empty(await server.AnomaliesAsync());
        await server.MinuteAsync();
        Assert.Equal("silent flatline cart INFO medium firing", Describe(Assert.Single(await server.AnomaliesAsync())));
        await server.MinutesAsync(3);
        Assert.Equal("silent flatline cart INFO high firing", Describe(Assert.Single(await server.AnomaliesAsync())));
        await server.MinuteAsync("cart/INFO 1");
        Assert.Equal("silent flatline cart INFO high resolved", Describe(Assert.Single(await server.AnomaliesAsync())));
    }

    [Fact]
    public async Task A_ratio_is_of_all_logs_of_the_service()
    {
        await using var server = await StartAsync("{name: failing, match: [severity=ERROR], tier: critical, ratio: {above: 0.1, window: 2m, minimum: 50}}");
        await server.MinuteAsync("cart/INFO 100", "cart/ERROR 5", "search/INFO 10000");
        Assert.Empty(await server.AnomaliesAsync());
        await server.MinuteAsync("cart/INFO 100", "cart/ERROR 40", "search/INFO 10000");
        var anomaly = Assert.Single(await server.AnomaliesAsync());
        Assert.Equal("failing ratio cart ERROR critical firing", Describe(anomaly));
        Assert.Contains("45 of the service's 245 logs", anomaly.GetProperty("details").GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_that_comes_is_new_and_one_that_was_there_is_not()
    {
        await using var server = await StartAsync();
        await server.MinuteAsync("cart/ERROR 1");
        await server.PutFileAsync("rules: [{name: new, new_series: {}}]");
        await server.MinuteAsync("cart/ERROR 1");
        Assert.Empty(await server.AnomaliesAsync());
        await server.MinuteAsync("cart/FATAL 2", "cart/ERROR 1");
        Assert.Equal("new new_series cart FATAL medium firing", Describe(Assert.Single(await server.AnomaliesAsync())));
        await server.MinutesAsync(2, "cart/FATAL 2", "cart/ERROR 1");
        Assert.Equal("new new_series cart FATAL medium resolved", Describe(Assert.Single(await server.AnomaliesAsync())));
    }

    [Fact]
    public async Task A_kind_of_message_that_never_came_before_is_told_with_its_template()
    {
        await using var server = await StartAsync("{name: unheard-of, match: [severity=ERROR], new_template: {warm_up: 3m}}");
        for (var minute = 0; minute < 4; minute++)
        {
            await LogAsync($"user {minute} failed to pay {minute * 7}.50 EUR", "cache miss");
        }

        Assert.Empty(await server.AnomaliesAsync());
        await LogAsync("user 17 failed to pay 1.20 EUR", "disk quota exceeded on volume 7");
        var anomaly = Assert.Single(await server.AnomaliesAsync());
        Assert.StartsWith("unheard-of new_template cart ERROR", Describe(anomaly), StringComparison.Ordinal);
        Assert.Contains("disk quota exceeded on volume", anomaly.GetProperty("details").GetProperty("examples")[0].GetString(), StringComparison.Ordinal);

        async Task LogAsync(params string[] messages)
        {
            await server.LogAsync(messages.Select(message => (server.Live.Time.GetUtcNow(), message)));
            await server.MinuteAsync();
        }
    }

    [Fact]
    public async Task A_new_process_goes_on_where_the_last_one_was_and_tells_nothing_twice()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = await RuleServer.StartAsync(database, "{name: many, threshold: {per_minute: 10}, for: 3m, keep_firing_for: 3m}"))
        {
            await first.MinutesAsync(3, "cart/ERROR 11");
            await first.MinutesAsync(2, "search/ERROR 11");
            Assert.Single(await first.AnomaliesAsync());
            Assert.Equal(1, await first.EventsAsync());
        }

        await using var second = await RuleServer.StartAsync(database);
        // The clock of a test begins anew; the minutes that the first process judged lie ahead, and are not judged again.
        second.Live.Time.Advance(TimeSpan.FromMinutes(5));
        // It was pending with two minutes of three, and firing with two clean ones of three.
        await second.MinuteAsync("search/ERROR 11");
        Assert.Equal(
            ["many threshold cart ERROR medium resolved", "many threshold search ERROR medium firing"], (await second.AnomaliesAsync()).Select(Describe));
        Assert.Equal(3, await second.EventsAsync());
    }

    [Fact]
    public async Task What_fires_by_a_rule_that_is_removed_resolves()
    {
        await using var server = await StartAsync("{name: many, threshold: {per_minute: 10}}");
        await server.MinuteAsync("cart/ERROR 11");
        await server.PutFileAsync("rules: []");
        await server.MinuteAsync("cart/ERROR 11");
        Assert.Equal("many threshold cart ERROR medium resolved", Describe(Assert.Single(await server.AnomaliesAsync())));
    }

    [Fact]
    public async Task Two_rules_may_watch_one_series()
    {
        await using var server = await StartAsync(
            "{name: many, threshold: {per_minute: 10}, tier: high, labels: {team: shop}}", "{name: too-many, threshold: {per_minute: 100}}");
        await server.MinuteAsync("cart/ERROR 110");
        Assert.Equal(
            ["many threshold cart ERROR critical firing", "too-many threshold cart ERROR medium firing"], (await server.AnomaliesAsync()).Select(Describe).Order());
    }

    [Fact]
    public async Task A_series_shows_how_far_its_rules_are_on_their_way()
    {
        await using var server = await StartAsync("{name: many, threshold: {per_minute: 10}, for: 2m, of: 3m, keep_firing_for: 3m}");
        var start = Minute.Of(server.Live.Time.GetUtcNow());
        await server.MinuteAsync("cart/ERROR 11", "search/ERROR 1");
        Assert.Equal(("pending", "", "many pending 1/2 since 0"), await StandingAsync());
        Assert.Equal(["cart pending", "search ok"], await ListAsync(""));
        Assert.Equal(["cart pending"], await ListAsync("?state=pending"));

        await server.MinuteAsync("cart/ERROR 30");
        Assert.Equal(("firing", "many threshold 30", ""), await StandingAsync());
        Assert.Equal(["cart firing"], await ListAsync("?state=firing"));

        await server.MinutesAsync(2, "cart/ERROR 1");
        Assert.Equal(("recovering", "many threshold 30", "many recovering 2/3 since 2"), await StandingAsync());
        Assert.Equal(["cart recovering"], await ListAsync("?state=recovering"));
        // Those who are told of an end are told when it is one.
        Assert.EndsWith(" firing", Describe(Assert.Single(await server.AnomaliesAsync())), StringComparison.Ordinal);

        await server.MinuteAsync("cart/ERROR 1");
        Assert.Equal(("ok", "", ""), await StandingAsync());
        Assert.Equal(["cart ok", "search ok"], await ListAsync("?state=ok"));

        async Task<(string? State, string Firing, string Rules)> StandingAsync()
        {
            var series = await server.GetAsync("/v1/series/cart/ERROR");
            return (
                series.GetProperty("state").GetString(),
                string.Join(", ", series.GetProperty("firing").EnumerateArray().Select(one => $"{one.GetProperty("rule")} {one.GetProperty("reason")} {one.GetProperty("count")}")),
                string.Join(", ", series.GetProperty("rules").EnumerateArray().Select(one =>
                    $"{one.GetProperty("rule")} {one.GetProperty("state")} {one.GetProperty("minutes")}/{one.GetProperty("needed")} since {Minute.Of(one.GetProperty("since").GetDateTimeOffset()) - start}")));
        }

        async Task<IEnumerable<string>> ListAsync(string query) => (await server.GetAsync($"/v1/series{query}")).GetProperty("series").EnumerateArray()
            .Select(one => $"{one.GetProperty("service")} {one.GetProperty("state")}");
    }

    [Fact]
    public async Task A_state_that_there_is_not_is_refused()
    {
        await using var server = await StartAsync();
        using var answer = await server.Live.Client.GetAsync("/v1/series?state=broken");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("state is 'broken'. Expected firing or recovering or pending or ok.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
