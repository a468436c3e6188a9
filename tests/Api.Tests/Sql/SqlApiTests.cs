using System.Net;
using System.Text;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Sql;

public sealed class SqlApiTests(SqlFixture fixture) : IClassFixture<SqlFixture>
{
    const string Query = "select id, note, at, tags, company * 1.5 as f from orders order by at";

    readonly HttpClient client = fixture.Server.Client;

    [Theory]
    [InlineData("", "text/tab-separated-values", "1\ta\\tb\\nc\t2026-11-20 09:15:00\t['x','it\\\\'s']\t1.5\n18446744073709551615\t\\N\t2026-11-20 09:15:01\t[]\t3\n3\t\t2026-11-20 09:15:02\t[]\t1.5\n")]
    [InlineData(" limit 1 format TSVWithNames;;", "text/tab-separated-values", "id\tnote\tat\ttags\tf\n1\ta\\tb\\nc\t2026-11-20 09:15:00\t['x','it\\\\'s']\t1.5\n")]
    [InlineData(" offset 2 FORMAT CSV", "text/csv", "3,\"\",\"2026-11-20 09:15:02\",\"[]\",1.5\n")]
    [InlineData(" offset 2 FORMAT CSVWithNames", "text/csv", "\"id\",\"note\",\"at\",\"tags\",\"f\"\n3,\"\",\"2026-11-20 09:15:02\",\"[]\",1.5\n")]
    [InlineData(" limit 1 FORMAT JSONEachRow", "application/x-ndjson", "{\"id\":1,\"note\":\"a\\tb\\nc\",\"at\":\"2026-11-20 09:15:00\",\"tags\":[\"x\",\"it's\"],\"f\":1.5}\n")]
    public async Task AnswersInTheFormatThatTheSqlNames(string end, string type, string expected)
    {
        using var answer = await SqlFixture.AskAsync(client, Query + end);

        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task JsonHasTypesAndPrometheusHasMetrics()
    {
        var json = await (await SqlFixture.AskAsync(client, "select company, count(*) as n from orders group by company order by 1 FORMAT JSON")).JsonAsync();
        var metrics = await (await SqlFixture.AskAsync(client, "select 'orders_total' as name, count(*) as value, 'counter' as type from orders FORMAT Prometheus")).Content.ReadAsStringAsync();

        Assert.Equal("Int16", json.GetProperty("meta")[0].GetProperty("type").GetString());
        Assert.Equal("""[{"company":1,"n":2},{"company":2,"n":1}]""", json.GetProperty("data").GetRawText());
        Assert.Equal("# TYPE orders_total counter\norders_total 3\n", metrics);
    }

    [Fact]
    public async Task TheSqlMayComeInManyWays()
    {
        const string Sql = "select count(*) from orders where note <> '&q=%'";
        var address = new Uri("/v0/sql", UriKind.Relative);
        var answers = new[]
        {
            await client.GetAsync(new Uri($"/v0/sql?q={Uri.EscapeDataString(Sql)}", UriKind.Relative)),
            await client.PostAsync(address, new StringContent(Sql, Encoding.UTF8, "text/plain")),
            await client.PostAsync(address, new StringContent("select count(*) from orders where note <> '%'", Encoding.UTF8, "application/x-www-form-urlencoded")),
            await client.PostAsync(address, new FormUrlEncodedContent(new Dictionary<string, string> { ["q"] = Sql })),
            await client.PostAsync(address, new StringContent($$"""{"q": "{{Sql}}"}""", Encoding.UTF8, "application/json")),
        };

        foreach (var answer in answers)
        {
            Assert.Equal("2\n", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task APipesResultIsCalledUnderscore()
    {
        var over = await client.GetStringAsync(new Uri("/v0/sql?pipeline=totals&above=1&q=select%20sum(n)%20from%20_", UriKind.Relative));
        var template = await client.GetStringAsync(new Uri($"/v0/sql?company=1&q={Uri.EscapeDataString("% select count(*) from orders where company = {{Int16(company)}}")}", UriKind.Relative));
        var q = await (await client.GetAsync(new Uri($"/v0/pipes/totals.json?q={Uri.EscapeDataString("select max(n) as most from _")}", UriKind.Relative))).JsonAsync();

        Assert.Equal("2\n", over);
        Assert.Equal("2\n", template);
        Assert.Equal("""[{"most":2}]""", q.GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("", "no SQL")]
    [InlineData("select 1 format Parquet", "'parquet' does not exist")]
    [InlineData("select nothing from orders", "column \"nothing\" does not exist")]
    [InlineData("select 1 from orders where", "syntax error")]
    [InlineData("select id from orders limit -1", "LIMIT must not be negative")]
    [InlineData("select * from generate_series(1, 1001)", "MaxSqlRows")]
    [InlineData("select repeat('x', 2000000)", "MaxResultBytes")]
    [InlineData("select repeat('x', 30000000)", "MaxResultBytes")]
    public async Task SaysWhatIsWrong(string sql, string part)
    {
        using var answer = await SqlFixture.AskAsync(client, sql);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = await answer.JsonAsync();
        Assert.Contains(part, body.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("/docs/http-api#sql", body.GetProperty("documentation").GetString());
    }

    [Fact]
    public async Task WhatIsWrongOverAPipeLeadsToPipes()
    {
        using var answer = await client.GetAsync(new Uri("/v0/pipes/totals.json?q=select%20nothing%20from%20_", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("/docs/http-api#pipes", (await answer.JsonAsync()).GetProperty("documentation").GetString());
    }

    [Fact]
    public async Task AQueryThatTakesTooLongIsEnded()
    {
        using var answer = await SqlFixture.AskAsync(client, "select count(*) from generate_series(1, 1000000000) i, orders");

        Assert.Equal(HttpStatusCode.RequestTimeout, answer.StatusCode);
        Assert.Equal("/docs/http-api#sql", (await answer.JsonAsync()).GetProperty("documentation").GetString());
    }
}
