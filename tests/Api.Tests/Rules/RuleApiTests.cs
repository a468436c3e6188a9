using System.Text.Json;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Rules;

public sealed class RuleApiTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    async Task<RuleServer> StartAsync() => await RuleServer.StartAsync(await postgres.CreateDatabaseAsync());

    [Theory]
    [InlineData("{name: a}", "line 2: rules[0]: A rule has exactly one detector of threshold, baseline,")]
    [InlineData("{name: a, baseline: {}, flatline: {}}", "rules[0]: A rule has exactly one detector of")]
    [InlineData("{name: a, baseline: }", "rules[0].baseline: It is empty. Write {}")]
    [InlineData("{name: a, threshold: {}}", "rules[0].threshold.per_minute: It is missing.")]
    [InlineData("{name: a, threshold: {per_minute: 5, recovery: 6}}", "rules[0].threshold.recovery:")]
    [InlineData("{name: a, baseline: {risk: 0.5}}", "rules[0].baseline.risk:")]
    [InlineData("{name: a, baseline: {direction: left}}", "rules[0].baseline.direction: 'left' is not one of up, down, both.")]
    [InlineData("{name: a, baseline: {}, for: 90s}", "rules[0].for: Minutes are judged as a whole")]
    [InlineData("{name: a, baseline: {}, for: 5m, of: 3m}", "rules[0].of: It is shorter than 'for'")]
    [InlineData("{name: a, baseline: {}, match: [team=x]}", "rules[0].match: A series has the labels service and severity, and no 'team'.")]
    [InlineData("{name: a, baseline: {}, labels: {tier: x}}", "rules[0].labels.tier: Use letters")]
    [InlineData("{name: a, baseline: {}, tier: huge}", "rules[0].tier: 'huge' is not one of medium, high, critical.")]
    [InlineData("{name: a, ratio: {above: 2}}", "rules[0].ratio.above:")]
    [InlineData("{name: a, baseline: {}, colour: red}", "rules[0].colour: There is no such field.")]
    public async Task A_rule_that_makes_no_sense_is_refused_with_line_field_and_fix(string rule, string error)
    {
        await using var server = await StartAsync();
        var (status, body) = await server.PutFileAsync($"rules:\n  - {rule}");
        Assert.Equal(400, status);
        Assert.Contains(error, JsonDocument.Parse(body).RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_made_read_and_removed_over_HTTP()
    {
        await using var server = await StartAsync();
        const string Rule = """{"match": ["severity=ERROR"], "baseline": {"risk": 1e-8, "direction": "both"}, "for": "2m", "of": "5m", "labels": {"team": "shop"}}""";
        using var put = await server.Live.Client.PutAsync("/v1/rules/unusual", new StringContent(Rule));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        var read = await server.GetAsync("/v1/rules/unusual");
        Assert.Equal(("unusual", "2m"), (read.GetProperty("name").GetString(), read.GetProperty("for").GetString()));
        Assert.Contains("unusual", await NamesAsync());
        using var deleted = await server.Live.Client.DeleteAsync("/v1/rules/unusual");
        Assert.Equal(["silent-services", "unusual-errors"], (await NamesAsync()).Order());

        async Task<IEnumerable<string?>> NamesAsync() =>
            (await server.GetAsync("/v1/rules")).GetProperty("data").EnumerateArray().Select(rule => rule.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("PUT", "/v1/rules/a")]
    [InlineData("GET", "/v1/rules")]
    [InlineData("POST", "/v1/backtest")]
    [InlineData("GET", "/v1/thresholds/suggest")]
    public async Task Only_the_admin_token_may(string method, string path)
    {
        await using var server = await StartAsync();
        using var response = await server.Live.Server.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, response.StatusCode);
    }
}
