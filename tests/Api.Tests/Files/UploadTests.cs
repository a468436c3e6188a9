using System.Net;
using System.Text;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Files;

public sealed class UploadTests(FilesFixture fixture) : IClassFixture<FilesFixture>
{
    [Theory]
    [InlineData("name=plain", "id, name\n1, Alder Freight\n2,\"Bright, \"\"Harbour\"\"\"\n", "1:Alder Freight 2:Bright, \"Harbour\"")]
    [InlineData("name=plain", "name,id,unknown\r\nAda,1,x\r\nBob,2,y", "1:Ada 2:Bob")]
    [InlineData("name=plain", "1,Ada\n2,\"two\nlines\"\n", "1:Ada 2:two\nlines")]
    [InlineData("name=plain&dialect_delimiter=;", "id;name\n1;a,b\n", "1:a,b")]
    [InlineData("name=plain&dialect_delimiter=%5Ct", "id\tname\n1\ta b\n", "1:a b")]
    [InlineData("name=plain&dialect_escapechar=%5C", "id,name\n1,\"a\\\"b\\\\c\\d\"\n2,\"x\"\n", "1:a\"b\\c\\d 2:x")]
    [InlineData("name=plain&dialect_new_line=%5Cr", "id,name\r1,a\r2,b\r", "1:a 2:b")]
    [InlineData("name=plain&format=csv&header=false", "1,name\n", "1:name")]
    [InlineData("name=plain&format=csv", "\uFEFFid,name\n1,é\\N\n", "1:é\\N")]
    [InlineData("name=plain&format=ndjson", "{\"id\":1,\"who\":{\"name\":\"a\"}}\n{\"id\":2,\"who\":{\"name\":\"b\"}}", "1:a 2:b")]
    [InlineData("name=plain&format=ndjson", "[{\"id\":1,\"who\":{\"name\":\"a\"}},\n{\"id\":2,\"who\":{\"name\":\"b\"}}]", "1:a 2:b")]
    [InlineData("name=plain&mode=append&format=csv", "", "")]
    public async Task AppendsTheRowsOfAFile(string query, string text, string expected)
    {
        await fixture.Server.Client.PostAsync(new Uri("/v0/datasources/plain/truncate", UriKind.Relative), null);

        using var answer = await fixture.UploadAsync(query, text);

        var rows = await fixture.RowsAsync("select id::text || ':' || name from sources.plain order by id");
        Assert.Equal(expected, string.Join(' ', rows));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var json = await answer.JsonAsync();
        Assert.Equal(rows.Count, json.GetProperty("successful_rows").GetInt64());
        Assert.Equal(0, json.GetProperty("quarantined_rows").GetInt64());
        Assert.Equal("plain", json.GetProperty("datasource").GetProperty("name").GetString());
        Assert.False(json.GetProperty("error").GetBoolean());
    }

    [Theory]
    [InlineData("rows.csv", "id,name\n1,a\n")]
    [InlineData("rows.csv.gz", "id,name\n1,a\n", "gzip")]
    [InlineData("rows.csv.zst", "id,name\n1,a\n", "zstd")]
    [InlineData("rows.ndjson", "{\"id\":1,\"who\":{\"name\":\"a\"}}")]
    [InlineData("rows.jsonl.gz", "{\"id\":1,\"who\":{\"name\":\"a\"}}", "gzip")]
    [InlineData("rows.ndjson.zst", "{\"id\":1,\"who\":{\"name\":\"a\"}}", "zstd")]
    public async Task TakesAFileOutOfAForm(string name, string text, string? encoding = null)
    {
        await fixture.Server.Client.PostAsync(new Uri("/v0/datasources/plain/truncate", UriKind.Relative), null);
        var bytes = Encoding.UTF8.GetBytes(text);

        using var answer = await fixture.UploadAsync("name=plain&mode=append", FilesFixture.Form(encoding is null ? bytes : Compressed.By(encoding, bytes), name));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["1|a"], await fixture.RowsAsync("select id, name from sources.plain"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task ACompressedBodyMayOrMayNotSaySo(string encoding)
    {
        await fixture.Server.Client.PostAsync(new Uri("/v0/datasources/plain/truncate", UriKind.Relative), null);
        using var silent = new ByteArrayContent(Compressed.By(encoding, "id,name\n1,a\n"u8.ToArray()));
        using var said = Compressed.Content(encoding, "id,name\n2,b\n");

        Assert.Equal(HttpStatusCode.OK, (await fixture.UploadAsync("name=plain", silent)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await fixture.UploadAsync("name=plain", said)).StatusCode);

        Assert.Equal(["1|a", "2|b"], await fixture.RowsAsync("select id, name from sources.plain order by id"));
    }

    [Fact]
    public async Task CellsBecomeWhatTheirColumnsAreAndOthersAreKeptAside()
    {
        const string File =
            """"
            id,big,ratio,ok,at,tags,note,extra
            1,18446744073709551615,2.5,true,2026-11-20 09:15:00.25,"[""a"",""b""]",x,"{""k"": [1]}"
            2,,,0,2026-11-20T09:15:00Z,"['it\'s','c']",,5
            3,1,\N,FALSE,1795170000,[],"",{}
            x,1,1,1,2026-11-20 09:15:00,[],a,{}
            5,1,1,1,yesterday,[],a,{}
            6,1,1,,2026-11-20 09:15:00,[],a,{}
            7,1,1
            """";

        using var answer = await fixture.UploadAsync("name=typed", File);

        var json = await answer.JsonAsync();
        Assert.Equal((3, 4), (json.GetProperty("successful_rows").GetInt64(), json.GetProperty("quarantined_rows").GetInt64()));
        Assert.Equal(
            [
                "1|18446744073709551615|2.5|t|2026-11-20 09:15:00.25+00|{a,b}|x|{\"k\": [1]}",
                "2|7||f|2026-11-20 09:15:00+00|{it's,c}||5",
                "3|1||f|2026-11-20 10:20:00+00|{}||{}",
            ],
            await fixture.RowsAsync(
                "select id, big::text, ratio::text, case when ok then 't' else 'f' end, at::text, tags::text, note, extra::text from sources.typed order by id"));
        Assert.Equal(["t|f"], await fixture.RowsAsync("select (select note is null from sources.typed where id = 2)::text::char(1), (select note is null from sources.typed where id = 3)::text::char(1)"));
        Assert.Equal(
            [
                "5|at|is no DateTime64(3): \"yesterday\"; expected one such as 2026-11-20 09:15:00, ISO 8601, or seconds since 1970",
                "6|ok|is missing: expected a Bool at $.ok",
                "7||has 3 cells, expected 8",
                "x|id|is no Int32: x",
            ],
            await fixture.RowsAsync("select id, c__error_column[1], c__error[1] from sources.typed_quarantine order by id"));
    }

    [Fact]
    public async Task BytesThatAreNoTextAreKeptAside()
    {
        byte[] file = [.. "id,name\n1,"u8, 0xFF, .. "\n2,a"u8, 0, .. "b\n3,c\n"u8];

        var json = await (await fixture.UploadAsync("name=kept", new ByteArrayContent(file))).JsonAsync();

        Assert.Equal((1, 2), (json.GetProperty("successful_rows").GetInt64(), json.GetProperty("quarantined_rows").GetInt64()));
    }

    [Theory]
    [InlineData("mode=append", "x", HttpStatusCode.BadRequest, "name is missing")]
    [InlineData("name=nothing", "x", HttpStatusCode.NotFound, "'nothing' does not exist")]
    [InlineData("name=plain&mode=create", "x", HttpStatusCode.BadRequest, "grainwatch deploy")]
    [InlineData("name=plain&mode=other", "x", HttpStatusCode.BadRequest, "expected append or replace")]
    [InlineData("name=plain&format=parquet", "x", HttpStatusCode.BadRequest, "Convert")]
    [InlineData("name=plain&dialect_delimiter=ab", "x", HttpStatusCode.BadRequest, "one ASCII character")]
    [InlineData("name=plain&dialect_delimiter=%22", "x", HttpStatusCode.BadRequest, "other than a quote")]
    [InlineData("name=plain&dialect_delimiter=a&dialect_escapechar=ab", "x", HttpStatusCode.BadRequest, "dialect_escapechar")]
    [InlineData("name=plain", "url=http%3A%2F%2Fexample.org", HttpStatusCode.BadRequest, "not fetched")]
    [InlineData("name=plain&format=ndjson", "no json at all", HttpStatusCode.BadRequest, "no JSON")]
    [InlineData("name=plain&header=true", "a,b\n1,2", HttpStatusCode.BadRequest, "expected id, name")]
    public async Task SaysWhatIsWrong(string query, string text, HttpStatusCode status, string part)
    {
        using var answer = await fixture.UploadAsync(query, text);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(part, (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task AFileThatIsCutOffReplacesNothing(string encoding)
    {
        using var before = await fixture.UploadAsync("name=plain&mode=replace", "id,name\n1,a\n");
        var file = Compressed.By(encoding, Encoding.UTF8.GetBytes("id,name\n" + string.Concat(Enumerable.Range(0, 35_000).Select(i => $"{i},row {i}\n"))));

        using var answer = await fixture.UploadAsync("name=plain&mode=replace", new ByteArrayContent(file[..^20]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("cannot be decompressed", (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(["1|a"], await fixture.RowsAsync("select id, name from sources.plain"));
    }

    [Fact]
    public async Task AFileThatIsBrokenIsAnError()
    {
        using var gzip = await fixture.UploadAsync("name=plain", new ByteArrayContent([0x1F, 0x8B, 1, 2, 3, 4]));
        using var form = await fixture.UploadAsync("name=plain", new StringContent("no boundary", Encoding.UTF8, "multipart/form-data"));
        using var quote = await fixture.UploadAsync("name=plain", $"id,name\n1,\"{new string('x', 2_000_000)}");

        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (gzip.StatusCode, form.StatusCode, quote.StatusCode));
        Assert.Contains("quote that is never closed", (await quote.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsSentAgainWithItsKeyIsStoredOnce()
    {
        const int Rows = 35_000;
        var file = Encoding.UTF8.GetBytes("id,name\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{i},row {i}\n")));

        // The connection breaks after two thirds: some pieces are stored by then.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => fixture.UploadAsync("name=resent&format=csv", new BreakingContent(file, file.Length * 2 / 3), "one"));
        using var again = await fixture.UploadAsync("name=resent&format=csv", new ByteArrayContent(file), "one");
        using var oneMore = await fixture.UploadAsync("name=resent", FilesFixture.Form(file, "rows.csv"), "one");

        Assert.Equal(Rows, (await again.JsonAsync()).GetProperty("successful_rows").GetInt64());
        Assert.Equal(Rows, (await oneMore.JsonAsync()).GetProperty("successful_rows").GetInt64());
        Assert.Equal([$"{Rows}|{Rows}"], await fixture.RowsAsync("select count(*), count(distinct id) from sources.resent"));
    }
}
