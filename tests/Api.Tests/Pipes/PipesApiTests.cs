using System.Net;
using System.Net.Http.Json;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Pipes;

public sealed class PipesApiTests(PipesFixture fixture) : IClassFixture<PipesFixture>
{
    readonly HttpClient client = fixture.Server.Client;

    [Fact]
    public async Task JsonHasMetaDataRowsAndStatistics()
    {
        var response = await client.GetAsync("/v0/pipes/recent_logs.json?start_time=2026-03-01%2000:00:00&end_time=2026-03-02%2000:00:00&limit=2&from=ts-sdk");
        var json = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=UTF-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("timestamp", json.GetProperty("meta")[0].GetProperty("name").GetString());
        Assert.Equal("DateTime", json.GetProperty("meta")[0].GetProperty("type").GetString());
        Assert.Equal("2026-03-01 09:10:00", json.GetProperty("data")[0].GetProperty("timestamp").GetString());
        Assert.Equal(2, json.GetProperty("rows").GetInt32());
        Assert.Equal(2, json.GetProperty("rows_before_limit_at_least").GetInt32());
        Assert.True(json.GetProperty("statistics").GetProperty("elapsed").GetDouble() > 0);
        Assert.Equal(2, json.GetProperty("statistics").GetProperty("rows_read").GetInt64());
    }

    [Theory]
    [InlineData("/v0/pipes/types.csv", "text/csv; charset=UTF-8; header=present")]
    [InlineData("/v0/pipes/types.csvwithnames", "text/csv; charset=UTF-8; header=present")]
    public async Task CsvHasAHeaderQuotedTextAndBareNumbers(string url, string contentType)
    {
        var response = await client.GetAsync(url);

        Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            "\"s\",\"n\",\"big\",\"f\",\"nan\",\"b\",\"t\",\"t3\",\"d\",\"list\",\"nothing\"\n\"it's \"\"q\"\"\",5,18446744073709551615,1.5,nan,true,\"2026-11-20 09:15:00\",\"2026-11-20 09:15:00.100\",\"2026-11-20\",\"['a','b']\",\\N\n",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task JsonShowsEveryTypeAsClickHouseDoes()
    {
        const string Row =
            """{"s":"it's \"q\"","n":5,"big":18446744073709551615,"f":1.5,"nan":null,"b":true,"t":"2026-11-20 09:15:00","t3":"2026-11-20 09:15:00.100","d":"2026-11-20","list":["a","b"],"nothing":null}""";

        Assert.Contains(Row, await client.GetStringAsync("/v0/pipes/types.json"));
        Assert.Equal($"{Row}\n", await client.GetStringAsync("/v0/pipes/types.ndjson"));
        Assert.Contains("\"big\":\"18446744073709551615\"", await client.GetStringAsync("/v0/pipes/types.json?output_format_json_quote_64bit_integers=1"));
        var json = await (await client.GetAsync("/v0/pipes/types.json")).JsonAsync();
        Assert.Equal(
            "String Int32 UInt64 Float64 Float64 Bool DateTime DateTime64(3) Date Array(String) String",
            string.Join(' ', json.GetProperty("meta").EnumerateArray().Select(m => m.GetProperty("type").GetString())));
        Assert.False(json.TryGetProperty("rows_before_limit_at_least", out _));
    }

    [Fact]
    public async Task PrometheusGroupsMetricsAndEscapesLabels() => Assert.Equal(
        """
        # HELP logs_total Logs
        # TYPE logs_total counter
        logs_total{service="a\"b"} 3
        logs_total{service="c"} 4 1795170000000
        z_count{le="1"} 2

        """.ReplaceLineEndings("\n"),
        await client.GetStringAsync("/v0/pipes/metrics.prometheus"));

    [Fact]
    public async Task ParametersComeFromQueryFormAndJson()
    {
        Assert.Equal("a|5", await EchoAsync(await client.GetAsync("/v0/pipes/echo.json?s=a&n=5")));
        Assert.Equal("a|5", await EchoAsync(await client.PostAsync("/v0/pipes/echo.json", new FormUrlEncodedContent([new("s", "a"), new("n", "5")]))));
        Assert.Equal("b|6", await EchoAsync(await client.PostAsJsonAsync("/v0/pipes/echo.json?s=a&n=5", new { s = "b", n = 6 })));
        Assert.Equal("a|5", await EchoAsync(await client.PostAsync("/v0/pipes/echo.json?s=a&n=5", null)));
        Assert.Equal("a|0", await EchoAsync(await client.GetAsync("/v0/pipes/echo.json/?s=a&unknown=x")));
    }

    [Fact]
    public async Task ArraysAreCommaListsOrRepeatedKeys()
    {
        foreach (var query in new[] { "ids=1,3", "ids=1&ids=3" })
        {
            var json = await (await client.GetAsync($"/v0/pipes/numbers.json?{query}")).JsonAsync();
            Assert.Equal([1, 3], json.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("i").GetInt32()));
        }

        var posted = await (await client.PostAsJsonAsync("/v0/pipes/numbers.json", new { ids = new[] { 2, 3 } })).JsonAsync();
        Assert.Equal(2, posted.GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task SqlOverTheResultCallsItUnderscore()
    {
        var json = await (await client.GetAsync("/v0/pipes/numbers.json?ids=1,2,3&q=" + Uri.EscapeDataString("select sum(i) as total from _"))).JsonAsync();
        Assert.Equal(6, json.GetProperty("data")[0].GetProperty("total").GetInt64());

        await RefusedAsync("/v0/pipes/numbers.json?ids=1&q=" + Uri.EscapeDataString("delete from _"), 400, "only SELECT");
        await RefusedAsync("/v0/pipes/numbers.json?ids=1&q=" + Uri.EscapeDataString("select * from grainwatch.series"), 400, "'grainwatch.' is not allowed");
    }

    [Theory]
    [InlineData("/v0/pipes/nothing.json", 404, "The pipe 'nothing' does not exist")]
    [InlineData("/v0/pipes/nothing", 404, "The pipe 'nothing' does not exist")]
    [InlineData("/v0/pipes/echo.xml", 404, "The format 'xml' does not exist")]
    [InlineData("/v0/pipes/echo.json", 400, "Template Syntax Error: the parameter s is required")]
    [InlineData("/v0/pipes/echo.json?s=a&n=x", 400, "Template Syntax Error: 'x' is no Int32, for n")]
    [InlineData("/v0/pipes/recent_logs.json?limit=", 400, "Template Syntax Error: '' is no Int32, for limit")]
    [InlineData("/v0/pipes/recent_logs.json?start_time=", 400, "Template Syntax Error: '' is no DateTime")]
    [InlineData("/v0/pipes/recent_logs.json?limit=-1", 400, "LIMIT must not be negative")]
    [InlineData("/v0/pipes/echo.prometheus?s=a", 400, "needs the columns name and value")]
    [InlineData("/v0/pipes/refuse.json", 418, "\"reason\":\"teapot\"")]
    [InlineData("/v0/pipes/divide.json?n=0", 400, "division by zero")]
    [InlineData("/v0/pipes/slow.json?seconds=30", 408, "took longer")]
    public async Task ErrorsAreJsonAndSayWhatToDo(string url, int status, string text) => await RefusedAsync(url, status, text);

    [Fact]
    public async Task AFailingQuerySaysWhichErrorOfTheDatabaseItWas()
    {
        var response = await client.GetAsync("/v0/pipes/divide.json?n=0");

        Assert.Equal("22012", response.Headers.GetValues("X-DB-Exception-Code").Single());
    }

    [Theory]
    [InlineData("/v0/pipes")]
    [InlineData("/v0/pipes/")]
    [InlineData("/v0/pipes/echo")]
    [InlineData("/v0/pipes/echo.json?s=a")]
    [InlineData("/v0/pipes/openapi.json")]
    [InlineData("/v0/datasources")]
    [InlineData("/v0/datasources/events")]
    public async Task EverythingNeedsAToken(string url)
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await fixture.Server.Anonymous.GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(url)).StatusCode);
        var separator = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        Assert.Equal(HttpStatusCode.OK, (await fixture.Server.Anonymous.GetAsync($"{url}{separator}token={GrainwatchServer.AdminToken}")).StatusCode);
    }

    [Fact]
    public async Task PipesAreListedAndDescribed()
    {
        var list = await (await client.GetAsync("/v0/pipes")).JsonAsync();
        Assert.Contains("recent_logs", list.GetProperty("pipes").EnumerateArray().Select(p => p.GetProperty("name").GetString()));

        var pipe = await (await client.GetAsync("/v0/pipes/echo")).JsonAsync();
        Assert.Equal("echo_node", pipe.GetProperty("endpoint").GetString());
        var parameter = pipe.GetProperty("nodes")[0].GetProperty("params")[1];
        Assert.Equal(("n", "Int32", "0"), (parameter.GetProperty("name").GetString(), parameter.GetProperty("type").GetString(), parameter.GetProperty("default").GetString()));
    }

    [Fact]
    public async Task TheOpenApiDocumentHasEveryEndpoint()
    {
        var document = await (await client.GetAsync("/v0/pipes/openapi.json")).JsonAsync();

        var parameters = document.GetProperty("paths").GetProperty("/v0/pipes/recent_logs.json").GetProperty("get").GetProperty("parameters");
        Assert.Equal(["start_time", "end_time", "service", "severity", "limit"], parameters.EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal("""{"type":"integer","default":100}""", parameters[4].GetProperty("schema").GetRawText());
        var ids = document.GetProperty("paths").GetProperty("/v0/pipes/numbers.json").GetProperty("get").GetProperty("parameters")[0];
        Assert.Equal("""{"type":"array","items":{"type":"integer"}}""", ids.GetProperty("schema").GetRawText());
    }

    [Fact]
    public async Task DataSourcesAreDescribed()
    {
        var list = await (await client.GetAsync("/v0/datasources")).JsonAsync();
        var names = list.GetProperty("datasources").EnumerateArray().Select(s => s.GetProperty("name").GetString()).ToArray();
        Assert.Contains("system_logs", names);
        Assert.Contains("events", names);

        var source = await (await client.GetAsync("/v0/datasources/log_anomaly_thresholds")).JsonAsync();
        Assert.Equal(
            "service String,severity String,threshold_per_minute Float64,active UInt8,updated_at DateTime",
            string.Join(',', source.GetProperty("columns").EnumerateArray().Select(c => $"{c.GetProperty("name")} {c.GetProperty("type")}")));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/v0/datasources/nothing")).StatusCode);
    }

    async Task RefusedAsync(string url, int status, string text)
    {
        var response = await client.GetAsync(url);
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(text, body.Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    static async Task<string> EchoAsync(HttpResponseMessage response)
    {
        var row = (await response.JsonAsync()).GetProperty("data")[0];
        return $"{row.GetProperty("s").GetString()}|{row.GetProperty("n").GetInt32()}";
    }
}
