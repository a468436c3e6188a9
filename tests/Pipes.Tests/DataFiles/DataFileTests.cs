using Grainwatch.Pipes.DataFiles;
using Grainwatch.Storage.Maintenance;

namespace Grainwatch.Pipes.Tests.DataFiles;

public sealed class DataFileTests
{
    [Fact]
    public void ADataSourceIsReadWhole()
    {
        var file = DataSourceFileParser.Parse(
            "p/audit.datasource",
            """
            # a comment
            TOKEN "writer of logs" APPEND
            DESCRIPTION >
                Two
                lines

            SCHEMA >
                `time` DateTime64(3) `json:$.at` DEFAULT now64(3),
                `company` Int8 `json:$.company_id` CODEC(Delta, ZSTD(1)), name LowCardinality(String),
                `tags` Array(String) `json:$.tags[:]` DEFAULT []

            ENGINE "MergeTree"
            ENGINE_PARTITION_KEY "toYYYYMM(time)"
            ENGINE_SORTING_KEY "time, company, lower(name), name"
            ENGINE_TTL "toDateTime(time) + toIntervalDay(90)"
            ENGINE_SETTINGS index_granularity = 8192
            """);

        Assert.Equal("audit", file.Name);
        Assert.Equal("Two\nlines", file.Description);
        Assert.Equal(
            ["time DateTime64(3) $.at", "company Int8 $.company_id", "name LowCardinality(String) $.name", "tags Array(String) $.tags[:]"],
            file.Columns.Select(c => $"{c.Name} {c.Type.Name} {c.JsonPath}"));
        Assert.Equal(["time", "company"], file.SortingKey);
        Assert.Equal(new PartitionKey("time", PartitionSpan.Month), file.PartitionKey);
        Assert.Equal(new Retention("time", TimeSpan.FromDays(90)), file.Retention);
        Assert.Equal([new TokenLine("writer of logs", "APPEND")], file.Tokens);
        Assert.Equal(2, file.Notes.Count);
    }

    [Theory]
    [InlineData("DESCRIPTION x", 1, "has no SCHEMA")]
    [InlineData("SCHEMA >\n\nENGINE MergeTree", 1, "is empty")]
    [InlineData("SCHEMA >\n    `a` String,\n    `b` Strin", 3, "'Strin' is not a column type")]
    [InlineData("SCHEMA >\n    `a` String,\n    `a` Int32", 3, "two columns 'a'")]
    [InlineData("SCHEMA >\n    `a b` String", 2, "is no column name")]
    [InlineData("SCHEMA >\n    `a String", 2, "never closed")]
    [InlineData("SCHEMA >\n    `a` String `$.a`", 2, "is no path")]
    [InlineData("SCHEMA >\n    `a` String `json:$.a[:]`", 2, "must be Array(String)")]
    [InlineData("SCHEMA >\n    `a` String `json:a`", 2, "is no path")]
    [InlineData("SCHEMA >\n    `a` String `b` String", 2, "is no path")]
    [InlineData("SCHEMA >\n    `a` String b String", 2, "got 'b'")]
    [InlineData("SCHEMA >\n    `a` Int8 DEFAULT 300", 2, "out of the range")]
    [InlineData("SCHEMA >\n    `a` Int8 DEFAULT 'x'", 2, "is no Int8")]
    [InlineData("SCHEMA >\n    `a` Int8 DEFAULT rand()", 2, "is not supported")]
    [InlineData("SCHEMA >\n    `a` String DEFAULT now()", 2, "needs a DateTime column")]
    [InlineData("SCHEMA >\n    `a` String MATERIALIZED lower(b)", 2, "compute 'a' in the query")]
    [InlineData("SCHEMA >\n    `a` Enum8('x' = 1)", 2, "use LowCardinality(String)")]
    [InlineData("SCHEMA >\n    `a` AggregateFunction(count)", 2, "store the rows")]
    [InlineData("SCHEMA >\n    `a` Array(Array(Int8))", 2, "arrays of arrays")]
    [InlineData("SCHEMA >\n    `a` DateTime('Europe/Madrid')", 2, "times are UTC")]
    [InlineData("SCHEMA >\n    `a` DateTime64", 2, "write DateTime64(3)")]
    [InlineData("SCHEMA >\n    `_arrival` Int8", 2, "is taken")]
    [InlineData("SCHEMA >\n    `a` String\nENGINE AggregatingMergeTree", 3, "aggregate in the query")]
    [InlineData("SCHEMA >\n    `a` String\nENGINE \"Null\"", 3, "Use MergeTree")]
    [InlineData("SCHEMA >\n    `a` String\nENGINE_SORTING_KEY \"b\"", 3, "'b', which is no column")]
    [InlineData("SCHEMA >\n    `a` String\nENGINE_TTL \"a + toIntervalDay(1)\"", 3, "no Date or DateTime column")]
    [InlineData("SCHEMA >\n    `a` DateTime\nENGINE_TTL \"whenever\"", 3, "expected ENGINE_TTL")]
    [InlineData("SCHEMA >\n    `a` String\nKAFKA_TOPIC x", 3, "POST /v0/events")]
    [InlineData("SCHEMA >\n    `a` String\nIMPORT_SERVICE s3", 3, "POST /v0/datasources")]
    [InlineData("SCHEMA >\n    `a` String\nTOKEN \"x\" DROP", 3, "READ or APPEND")]
    [InlineData("SCHEMA >\n    `a` String\nNONSENSE", 3, "'NONSENSE' is not known")]
    [InlineData("    `a` String", 1, "belongs to no block")]
    public void AnErrorNamesFileLineAndFix(string text, int line, string problem)
    {
        var error = Assert.Throws<DataFileException>(() => DataSourceFileParser.Parse("p/x.datasource", text));

        Assert.StartsWith($"p/x.datasource:{line}: ", error.Message);
        Assert.Contains(problem, error.Message);
    }

    [Theory]
    [InlineData("toYYYYMMDD(a)", PartitionSpan.Day)]
    [InlineData("(toDate(`a`))", PartitionSpan.Day)]
    [InlineData("d", PartitionSpan.Day)]
    [InlineData("toStartOfMonth(d)", PartitionSpan.Month)]
    [InlineData("toMonday(a)", PartitionSpan.Month)]
    [InlineData("toYear(a)", PartitionSpan.Year)]
    [InlineData("tuple()", null)]
    [InlineData("a", null, "ENGINE_PARTITION_KEY 'a' has no effect here")]
    [InlineData("toYYYYMM(n)", null, "ENGINE_PARTITION_KEY 'toYYYYMM(n)' has no effect here")]
    [InlineData("s", null, "ENGINE_PARTITION_KEY 's' has no effect here")]
    [InlineData("toYYYYMM(a), s", null, "ENGINE_PARTITION_KEY 'toYYYYMM(a), s' has no effect here")]
    public void PartitionsAreByTime(string key, PartitionSpan? span, params string[] notes)
    {
        var file = DataSourceFileParser.Parse(
            "x.datasource", $"SCHEMA >\n    `a` DateTime, `d` Date, `n` Nullable(DateTime), `s` String\nENGINE_PARTITION_KEY \"{key}\"");

        Assert.Equal(span, file.PartitionKey?.Span);
        Assert.Equal(notes.Length, file.Notes.Count);
        Assert.All(notes.Zip(file.Notes), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("toDate(a) + INTERVAL 2 WEEK", 14)]
    [InlineData("a + interval '3 days'", 3)]
    [InlineData("a + toIntervalMonth(1) DELETE", 30)]
    [InlineData("`a` + toIntervalYear(1)", 365)]
    public void RetentionIsReadInTheWaysPeopleWriteIt(string ttl, int days) => Assert.Equal(
        TimeSpan.FromDays(days),
        DataSourceFileParser.Parse("x.datasource", $"SCHEMA >\n    `a` DateTime\nENGINE_TTL \"{ttl}\"").Retention!.Period);

    [Theory]
    [InlineData("pg_x.datasource")]
    [InlineData("1x.datasource")]
    [InlineData("a-b.datasource")]
    [InlineData("x_quarantine.datasource")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.datasource")]
    public void ANameThatCannotBeIsRefused(string path) =>
        Assert.Contains("Rename the file", Assert.Throws<DataFileException>(() => DataSourceFileParser.Parse(path, "SCHEMA >\n    `a` String")).Message);

    [Fact]
    public void APipeHasNodesAndOneEndpoint()
    {
        var file = PipeFileParser.Parse(
            "p/top.pipe",
            """
            DESCRIPTION The top
            TOKEN "page" READ

            NODE first
            DESCRIPTION >
                One
            SQL >
                select 1 as a

            NODE second
            SQL >
                %
                select a + {{Int32(b, 1)}} as c
                from first

            TYPE Endpoint

            NODE third
            SQL select 2
            """);

        Assert.Equal(["first", "second", "third"], file.Nodes.Select(n => n.Name));
        Assert.Equal("second", file.Endpoint.Name);
        Assert.Equal((true, 12), (file.Nodes[1].IsTemplate, file.Nodes[1].SqlLine));
        Assert.Equal("One", file.Nodes[0].Description);
    }

    [Fact]
    public void WithoutATypeTheLastNodeIsTheEndpoint() =>
        Assert.Equal("b", PipeFileParser.Parse("x.pipe", "NODE a\nSQL >\n    select 1\nNODE b\nSQL >\n    select 2").Endpoint.Name);

    [Theory]
    [InlineData("DESCRIPTION x", 1, "has no node")]
    [InlineData("NODE a\nTYPE endpoint", 1, "has no SQL")]
    [InlineData("NODE a\nSQL >\n    select 1\nNODE a\nSQL >\n    select 2", 4, "two nodes 'a'")]
    [InlineData("NODE a\nSQL >\n    select {{x}}", 3, "must begin with a line '%'")]
    [InlineData("NODE a\nSQL >\n    select 1\n    {% if x %}", 4, "must begin with a line '%'")]
    [InlineData("NODE a\nSQL >\n    select 1\nTYPE materialized\nDATASOURCE b", 4, "Publish the node as TYPE endpoint")]
    [InlineData("NODE a\nSQL >\n    select 1\nTYPE copy", 4, "TYPE copy is not supported")]
    [InlineData("NODE a\nSQL >\n    select 1\nCOPY_SCHEDULE 0 * * * *", 4, "copy pipes")]
    [InlineData("NODE a\nSQL >\n    select 1\nEXPORT_SERVICE s3", 4, "sinks")]
    [InlineData("NODE a\nSQL >\n    select 1\nTYPE table", 4, "expected TYPE endpoint")]
    [InlineData("NODE a\nSQL >\n    select 1\nTYPE endpoint\nNODE b\nSQL >\n    select 1\nTYPE endpoint", 5, "'a' is the endpoint already")]
    [InlineData("NODE a b\nSQL >\n    select 1", 1, "is no name")]
    [InlineData("NODE a\nSQL >\nselect 1", 2, "is empty")]
    public void AnErrorOfAPipeNamesFileLineAndFix(string text, int line, string problem)
    {
        var error = Assert.Throws<DataFileException>(() => PipeFileParser.Parse("p/x.pipe", text));

        Assert.StartsWith($"p/x.pipe:{line}: ", error.Message);
        Assert.Contains(problem, error.Message);
    }
}
