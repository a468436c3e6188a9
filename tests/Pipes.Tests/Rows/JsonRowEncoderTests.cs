using System.Buffers;
using System.Text;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Storage.Ingest;
using Grainwatch.Testing;

namespace Grainwatch.Pipes.Tests.Rows;

public sealed class JsonRowEncoderTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("String", "\"a \\u00e9\\n\\\"\\ud83d\\ude00\"", "a é\n\"😀")]
    [InlineData("String", "\"\"", "")]
    [InlineData("String", "404", "404")]
    [InlineData("String", "{\"a\": [1]}", "{\"a\": [1]}")]
    [InlineData("String", "true", "true")]
    [InlineData("LowCardinality(String)", "\"x\"", "x")]
    [InlineData("Int8", "-128", "-128")]
    [InlineData("UInt8", "255", "255")]
    [InlineData("Int16", "-32768", "-32768")]
    [InlineData("UInt16", "65535", "65535")]
    [InlineData("Int32", "-2147483648", "-2147483648")]
    [InlineData("UInt32", "4294967295", "4294967295")]
    [InlineData("Int64", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("UInt64", "18446744073709551615", "18446744073709551615")]
    [InlineData("UInt64", "0", "0")]
    [InlineData("UInt64", "10000", "10000")]
    [InlineData("UInt64", "100000000000000000", "100000000000000000")]
    [InlineData("Int128", "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728")]
    [InlineData("UInt256", "115792089237316195423570985008687907853269984665640564039457584007913129639935", "115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    [InlineData("Float64", "1.5e3", "1500")]
    [InlineData("Float64", "7", "7")]
    [InlineData("Float32", "0.25", "0.25")]
    [InlineData("Bool", "true", "true")]
    [InlineData("Bool", "0", "false")]
    [InlineData("Date", "\"2026-11-20\"", "2026-11-20")]
    [InlineData("Date", "\"1969-12-31\"", "1969-12-31")]
    [InlineData("Date", "\"2026-11-20 23:59:59\"", "2026-11-20")]
    [InlineData("DateTime", "\"2026-11-20 09:15:00\"", "2026-11-20 09:15:00+00")]
    [InlineData("DateTime", "\"2026-11-20T09:15:00.999Z\"", "2026-11-20 09:15:00+00")]
    [InlineData("DateTime", "\"2026-11-20T10:15:00+01:00\"", "2026-11-20 09:15:00+00")]
    [InlineData("DateTime", "1795170000", "2026-11-20 10:20:00+00")]
    [InlineData("DateTime64(3)", "\"2026-11-20T09:15:00.123999\"", "2026-11-20 09:15:00.123+00")]
    [InlineData("DateTime64(3)", "\"1969-12-31 23:59:59.9999\"", "1969-12-31 23:59:59.999+00")]
    [InlineData("DateTime64(6)", "\"2026-11-20T09:15:00.123456\"", "2026-11-20 09:15:00.123456+00")]
    [InlineData("UUID", "\"6f1e5f3a-9a57-4d39-9c3e-1f2b3c4d5e6f\"", "6f1e5f3a-9a57-4d39-9c3e-1f2b3c4d5e6f")]
    [InlineData("JSON", "{\"a\": [1, null]}", "{\"a\": [1, null]}")]
    [InlineData("Nullable(Int32)", "null", null)]
    [InlineData("Nullable(Int32)", "5", "5")]
    [InlineData("LowCardinality(Nullable(String))", "null", null)]
    [InlineData("Array(Int32)", "[1,-2,3]", "{1,-2,3}")]
    [InlineData("Array(String)", "[\"a\",\"b c\",5]", "{a,\"b c\",5}")]
    [InlineData("Array(String)", "[]", "{}")]
    [InlineData("Array(Nullable(UInt64))", "[1,null]", "{1,NULL}")]
    [InlineData("Array(DateTime)", "[\"2026-11-20 09:15:00\"]", "{\"2026-11-20 09:15:00+00\"}")]
    [InlineData("Array(LowCardinality(String))", "[\"x\"]", "{x}")]
    public async Task WhatFitsArrivesInPostgres(string type, string json, string? expected)
    {
        await using var rig = await RigAsync($"`x` {type} `json:$.x`");

        Assert.Empty(await rig.InsertAsync("t", [$"{{\"x\": {json}}}"]));
        Assert.Equal([expected], await ColumnAsync(rig, "select x::text from sources.t"));
    }

    [Theory]
    [InlineData("String", "\"a\\u0000b\"", "U+0000")]
    [InlineData("String", "\"\\ud800\"", "surrogate")]
    [InlineData("String", "null", "is null")]
    [InlineData("Int8", "128", "out of the range of Int8 (-128 to 127): 128")]
    [InlineData("UInt8", "-1", "out of the range")]
    [InlineData("Int16", "\"3\"", "is no Int16: \"3\"")]
    [InlineData("Int32", "3.0", "is no Int32: 3.0")]
    [InlineData("Int32", "1e3", "is no Int32")]
    [InlineData("Int32", "true", "is no Int32: true")]
    [InlineData("Int64", "9223372036854775808", "out of the range")]
    [InlineData("UInt64", "99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999", "is no UInt64")]
    [InlineData("Float32", "\"\"", "is no Float32: \"\"")]
    [InlineData("Float32", "1e39", "too large")]
    [InlineData("Float64", "1e999", "too large")]
    [InlineData("Bool", "\"true\"", "is no Bool")]
    [InlineData("Bool", "2", "is no Bool")]
    [InlineData("Date", "\"2026-02-30\"", "is no Date")]
    [InlineData("DateTime", "\"yesterday\"", "is no DateTime: \"yesterday\"")]
    [InlineData("DateTime", "\"2107-01-01 00:00:00\"", "is no DateTime")]
    [InlineData("DateTime", "true", "is no DateTime")]
    [InlineData("UUID", "\"6f1e5f3a\"", "is no UUID")]
    [InlineData("Array(Int32)", "\"1,2\"", "is no Array(Int32)")]
    [InlineData("Array(Int32)", "[1,\"2\"]", "in element 2 is no Int32")]
    [InlineData("Array(Int32)", "[1,null]", "has no value in element 2")]
    public async Task WhatDoesNotFitIsRefusedWithItsReason(string type, string json, string reason)
    {
        await using var rig = await RigAsync($"`x` {type} `json:$.x`");

        var problem = Assert.Single(await rig.InsertAsync("t", [$"{{\"x\": {json}}}"]));
        Assert.Equal("x", problem.Column);
        Assert.Contains(reason, problem.Reason);
        Assert.Equal(["0"], await ColumnAsync(rig, "select count(*)::text from sources.t"));
    }

    [Fact]
    public async Task EveryColumnThatDoesNotFitIsNamed()
    {
        await using var rig = await RigAsync("`a` Int32, `b` String, `c` Nullable(String)");

        var problems = await rig.InsertAsync("t", ["""{"a": "x"}"""]);
        Assert.Equal(["a is no Int32: \"x\"", "b is missing: expected a String at $.b"], problems.Select(p => $"{p.Column} {p.Reason}"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("\"x\"")]
    public async Task ARowIsAnObject(string json)
    {
        await using var rig = await RigAsync("`a` Int32");

        Assert.Equal(new RowProblem("", "is not a JSON object"), Assert.Single(await rig.InsertAsync("t", [json])));
    }

    [Fact]
    public async Task PathsReachIntoObjectsAndArrays()
    {
        await using var rig = await RigAsync(
            "`os` String `json:$.device.OS`, `device` String `json:$.device`, `tags` Array(String) `json:$.tags[:]`, `skus` Array(Int32) `json:$.items[:].sku.n`, `all` String `json:$`");
        const string Row = """{"z": {"device": 1}, "device": {"OS": "iOS", "OS2": "x"}, "tags": ["a"], "items": [{"sku": {"n": 1}}, {"x": 2, "sku": {"n": 5}}]}""";

        Assert.Empty(await rig.InsertAsync("t", [Row]));
        Assert.Equal(["""iOS|{"OS": "iOS", "OS2": "x"}|{a}|{1,5}"""], await ColumnAsync(rig, "select concat_ws('|', os, device, tags::text, skus::text) from sources.t"));
        Assert.Equal([Row], await ColumnAsync(rig, "select \"all\" from sources.t"));
    }

    [Fact]
    public async Task DefaultsStandForWhatIsMissingOrNull()
    {
        await using var rig = await RigAsync(
            "`k` Int32, `a` Int32 DEFAULT 5, `b` String DEFAULT 'it''s', `c` DateTime DEFAULT now(), `d` Array(Int32) DEFAULT [], `e` Nullable(Int32) DEFAULT 7, `f` UUID DEFAULT generateUUIDv4()");

        Assert.Empty(await rig.InsertAsync("t", ["""{"k": 1}""", """{"k": 2, "a": null, "e": null}""", """{"k": 3, "a": 1, "b": "", "e": 2}"""]));
        Assert.Equal(
            ["1|5|it's|{}|7|t", "2|5|it's|{}||t", "3|1||{}|2|t"],
            await ColumnAsync(rig, "select format('%s|%s|%s|%s|%s|%s', k, a, b, d, e, c > now() - interval '1 hour' and f is not null) from sources.t order by k"));
    }

    [Fact]
    public async Task TextInTheSortingKeyIsLimitedSoThatItFitsTheIndex()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` String, `b` String\n\nENGINE_SORTING_KEY a\n"));
        var random = new Random(1);
        string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next('a', 'z')));

        Assert.Empty(await rig.InsertAsync("t", [$$"""{"a": "{{Text(512)}}", "b": "{{Text(100_000)}}"}"""]));
        Assert.Contains("longer than 512 bytes", Assert.Single(await rig.InsertAsync("t", [$$"""{"a": "{{Text(513)}}", "b": ""}"""])).Reason);
    }

    [Fact]
    public async Task WhateverIsSentIsRefusedOrAcceptedByPostgres()
    {
        await using var rig = await RigAsync(
            "`a` String, `b` Nullable(Int64), `c` Array(Nullable(Float64)), `d` DateTime64(3) DEFAULT now(), `e` Nullable(UInt256), `f` JSON, `g` Nullable(Date), `h` Array(String) `json:$.h[:].x`");
        var random = new Random(5);
        string[] values =
        [
            "null", "true", "0", "-0", "1e5", "-1.5", "1e400", "99999999999999999999999999999999", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\udc00\"", "\"2026-11-20 09:15:00.5\"",
            "\"0001-01-01\"", "\"9999-12-31 23:59:59\"", "[]", "[1,null]", "[[1]]", "{}", "{\"x\":\"y\"}", "[{\"x\":1},{\"x\":\"\\u00e9\"}]", "[{}]", "\"\\\\\"", "-253402300799", "1e-400",
        ];
        var rows = Enumerable.Range(0, 20_000).Select(_ =>
            $"{{{string.Join(',', "abcdefgh".Where(_ => random.Next(8) > 0).Select(k => $"\"{k}\": {values[random.Next(values.Length)]}"))}}}").ToArray();

        await rig.InsertAsync("t", rows);
        Assert.NotEqual(["0"], await ColumnAsync(rig, "select count(*)::text from sources.t"));
    }

    [Fact]
    public void NothingIsAppendedForARowThatDoesNotFit()
    {
        var file = Pipes.DataFiles.DataSourceFileParser.Parse("t.datasource", "SCHEMA >\n    `a` String, `b` Int32\n");
        var encoder = new Pipes.Rows.JsonRowEncoder(new CopyTarget("s", "t", ["a", "b"]), file.Columns, TimeProvider.System);
        var tuples = new ArrayBufferWriter<byte>();

        Assert.False(encoder.TryEncode("""{"a": "x", "b": "y"}"""u8, tuples, []));
        Assert.False(encoder.TryEncode(Encoding.UTF8.GetBytes($"{{\"a\": {new string('[', 100)}{new string(']', 100)}, \"b\": 1}}"), tuples, []));
        Assert.Equal(0, tuples.WrittenCount);
    }

    async Task<PipeRig> RigAsync(string schema)
    {
        var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(("t.datasource", $"SCHEMA >\n    {schema}\n"));
        return rig;
    }

    static async Task<List<string?>> ColumnAsync(PipeRig rig, string sql)
    {
        await using var command = rig.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string?> values = [];
        while (await reader.ReadAsync())
        {
            values.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
        }

        return values;
    }
}
