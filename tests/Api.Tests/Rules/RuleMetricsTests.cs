using System.Globalization;
using System.Text;
using Grainwatch.Api.Tests.Alerts.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Rules;

/// <summary>What <c>/metrics</c> tells of rules and alerts. All servers of a test run share it, so names are used nowhere else.</summary>
public sealed class RuleMetricsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Began = "grainwatch_anomalies_total{reason=\"ratio\",state=\"firing\"}";
    const string Judged = "grainwatch_rules_judged_total{rule=\"metered\"}";

    [Fact]
    public async Task Rules_tell_what_they_watch_what_they_judged_and_how_far_they_are()
    {
        await using var server = await RuleServer.StartAsync(
            await postgres.CreateDatabaseAsync(), "{name: metered, match: [severity=ERROR], ratio: {above: 0.5, window: 1m, minimum: 1}, for: 2m}");
        await server.MinuteAsync("cart/ERROR 11", "cart/INFO 1", "search/ERROR 1", "search/INFO 9");
        await ShowsAsync(server, "grainwatch_rules_series{phase=\"pending\",rule=\"metered\"} 1", "grainwatch_rules_series{phase=\"quiet\",rule=\"metered\"} 1");
        var began = await ValueAsync(server, Began) ?? 0;

        await server.MinuteAsync("cart/ERROR 11", "cart/INFO 1");
        await ShowsAsync(server, "grainwatch_rules_series{phase=\"firing\",rule=\"metered\"} 1");
        Assert.True(await ValueAsync(server, Began) > began);
        // Two series, two minutes: the first of them is judged when the rule has come to know of the series.
        await Eventually.BecomesTrueAsync(async () => await ValueAsync(server, Judged) >= 4, "all that was judged is counted");
        Assert.InRange((await ValueAsync(server, Judged))!.Value, 4, 6);
        Assert.True(await ValueAsync(server, "grainwatch_rules_duration_seconds_count") > 0);
        var shards = (await server.Live.Client.GetStringAsync("/metrics")).Split('\n')
            .Count(line => line.StartsWith("grainwatch_rules_judged_up_to_seconds{shard=", StringComparison.Ordinal));
        Assert.Equal(8, shards);
    }

    [Fact]
    public async Task What_fires_and_what_could_not_be_delivered_is_counted()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        await using var server = await RuleServer.StartAsync(await postgres.CreateDatabaseAsync(), "{name: uncounted, ratio: {above: 0.5, window: 1m, minimum: 1}}");
        await PutAsync(server, "/v1/receivers/dead-end", receiver.Spec);
        await PutAsync(server, "/v1/routes", """{"receiver": "dead-end", "group_wait": "0s"}""");
        await server.MinuteAsync("cart/ERROR 11");
        await ShowsAsync(
            server,
            "grainwatch_notifications_outbox{receiver=\"dead-end\",state=\"dead\"} 1",
            "grainwatch_notifications_attempts_total{outcome=\"dead\",receiver=\"dead-end\"} 1",
            "grainwatch_alerts_firing{reason=\"ratio\"} 1");
    }

    static async Task PutAsync(RuleServer server, string path, string json)
    {
        using var response = await server.Live.Client.PutAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits, while the clock goes on, until all these lines are there at a time.</summary>
    static Task ShowsAsync(RuleServer server, params string[] lines) => Eventually.BecomesTrueAsync(
        async () =>
        {
            server.Live.Time.Advance(TimeSpan.FromMilliseconds(100));
            var shown = (await server.Live.Client.GetStringAsync("/metrics")).Split('\n').ToHashSet();
            return lines.All(shown.Contains);
        },
        $"/metrics shows {string.Join(" and ", lines)}");

    static async Task<double?> ValueAsync(RuleServer server, string series) => (await server.Live.Client.GetStringAsync("/metrics")).Split('\n')
        .Where(line => line.StartsWith($"{series} ", StringComparison.Ordinal))
        .Select(line => (double?)double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture))
        .SingleOrDefault();
}
