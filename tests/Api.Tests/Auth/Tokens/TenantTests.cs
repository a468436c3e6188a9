using System.Net;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Auth.Tokens;

/// <summary>Two companies in one data source, and what each token shows of it.</summary>
public sealed class TenantTests(TokenRig rig) : IClassFixture<TokenRig>
{
    const string Mine = "DATASOURCES:READ:sales:company_id = 1";

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task NoFormatShowsTheOtherCompany(string format)
    {
        using var client = await rig.ClientAsync("PIPES:READ:by_item", Mine);

        var text = await client.GetStringAsync($"/v0/pipes/by_item.{format}");

        Assert.Contains("pear", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CountsAndJoinsAreOfTheSameRows()
    {
        using var client = await rig.ClientAsync("PIPES:READ:totals", Mine);

        var row = (await (await client.GetAsync("/v0/pipes/totals.json")).JsonAsync()).GetProperty("data")[0];

        Assert.Equal((2, 1), (row.GetProperty("n").GetInt32(), row.GetProperty("companies").GetInt32()));
    }

    [Fact]
    public async Task APipeAloneIsReadThroughToAllItsRows()
    {
        using var client = await rig.ClientAsync("PIPES:READ:by_item");

        Assert.Contains("secret", await client.GetStringAsync("/v0/pipes/by_item.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select item from sales")]
    [InlineData("select item from raw")]
    [InlineData("select item from _ union all select item from sales")]
    [InlineData("select message from system_logs")]
    [InlineData("select * from sales_quarantine")]
    public async Task SqlOverAResultReachesNoFurther(string sql)
    {
        using var client = await rig.ClientAsync("PIPES:READ:by_item");

        using var answer = await client.GetAsync($"/v0/pipes/by_item.json?q={Uri.EscapeDataString(sql)}");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("select item from sales")]
    [InlineData("select s.item from _ right join sales s on true")]
    [InlineData("select item from \"sales\" where company_id = 2 or true")]
    [InlineData("with x as (select item from sales) select item from x")]
    public async Task WithReadItReachesItsOwnRows(string sql)
    {
        using var client = await rig.ClientAsync("PIPES:READ:by_item", Mine);

        using var answer = await client.GetAsync($"/v0/pipes/by_item.json?q={Uri.EscapeDataString(sql)}");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Contains("pear", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheQuarantineIsNotShownToWhoSeesOnlySomeRows()
    {
        using var whole = await rig.ClientAsync("PIPES:READ:by_item", "DATASOURCES:READ:sales");
        using var some = await rig.ClientAsync("PIPES:READ:by_item", Mine);
        var sql = Uri.EscapeDataString("select count(*) as n from sales_quarantine");

        Assert.Contains("\"n\":1", (await whole.GetStringAsync($"/v0/pipes/by_item.json?q={sql}")).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\"n\":0", (await some.GetStringAsync($"/v0/pipes/by_item.json?q={sql}")).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFilterOnAPipeIsOnItsResultAlsoUnderneathSql()
    {
        using var client = await rig.ClientAsync("PIPES:READ:by_item:item != 'secret'");

        Assert.DoesNotContain("secret", await client.GetStringAsync("/v0/pipes/by_item.json"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await client.GetStringAsync("/v0/pipes/by_item.json?q=select%20*%20from%20_"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoFiltersBothHold()
    {
        using var client = await rig.ClientAsync("PIPES:READ:by_item", Mine, "DATASOURCES:READ:sales:item = 'apple'", "DATASOURCES:READ:sales");

        var text = await client.GetStringAsync("/v0/pipes/by_item.csv");

        Assert.Equal(["1,\"apple\",1"], text.Trim().Split('\n')[1..]);
    }

    [Fact]
    public async Task FixedParametersBeatTheRequestHoweverItSendsThem()
    {
        using var client = await rig.JwtClientAsync(new[] { new { type = "PIPES:READ", resource = "by_item", fixed_params = new { item = "pear" } } });

        using var query = await client.GetAsync("/v0/pipes/by_item.csv?item=secret&item=apple");
        using var form = await client.PostAsync("/v0/pipes/by_item.csv", new FormUrlEncodedContent([KeyValuePair.Create("item", "secret")]));
        using var json = await client.PostAsync("/v0/pipes/by_item.csv", new StringContent("{\"item\":\"secret\"}"));

        foreach (var answer in new[] { query, form, json })
        {
            Assert.Equal(["1,\"pear\",1"], (await answer.Content.ReadAsStringAsync()).Trim().Split('\n')[1..]);
        }
    }

    [Fact]
    public async Task AJwtsRowFilterHolds()
    {
        using var client = await rig.JwtClientAsync(new object[]
        {
            new { type = "PIPES:READ", resource = "by_item" },
            new { type = "DATASOURCES:READ", resource = "sales", filter = "company_id = 2" },
        });

        var text = await client.GetStringAsync("/v0/pipes/by_item.json");

        Assert.Contains("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("pear", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheLiveStateIsForWhoSeesAllLogs()
    {
        using var some = await rig.ClientAsync("DATASOURCES:READ:system_logs:service = 'cart'");
        using var whole = await rig.ClientAsync("DATASOURCES:READ:system_logs");
        foreach (var path in new[] { "/v1/series", "/v1/anomalies", "/v1/thresholds", "/v1/anomalies/stream" })
        {
            using var refused = await some.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            using var allowed = await whole.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, allowed.StatusCode));
        }
    }

    [Fact]
    public async Task AppendIsForItsDataSourceAlone()
    {
        using var client = await rig.ClientAsync("DATASOURCES:APPEND:sales");

        using var own = await client.PostAsync("/v0/events?name=sales", new StringContent(""));
        using var other = await client.PostAsync("/v0/events?name=system_logs", new StringContent(""));
        using var read = await client.GetAsync("/v0/pipes/by_item.json");
        using var metrics = await client.GetAsync("/v0/tokens");

        Assert.Equal(HttpStatusCode.Accepted, own.StatusCode);
        Assert.All([other, read, metrics], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }
}
