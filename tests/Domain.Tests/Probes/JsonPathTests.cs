using System.Text.Json;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Domain.Tests.Probes;

public class JsonPathTests
{
    const string Document = """
        {"status": "ok", "items": [{"id": 1, "tags": ["a", "b"]}, {"id": 2}], "odd name": true, "none": null, "a-b": 5}
        """;

    [Theory]
    [InlineData("$.status", "\"ok\"")]
    [InlineData("$['status']", "\"ok\"")]
    [InlineData("$[\"odd name\"]", "true")]
    [InlineData("$.items[0].id", "1")]
    [InlineData("$.items[-1].id", "2")]
    [InlineData("$.items[*].id", "1|2")]
    [InlineData("$.items[*].tags[*]", "\"a\"|\"b\"")]
    [InlineData("$.items[0].*", "1|[\"a\", \"b\"]")]
    [InlineData("$.none", "null")]
    [InlineData("$.a-b", "5")]
    [InlineData("$.items[7]", "")]
    [InlineData("$.items[-3]", "")]
    [InlineData("$.missing.deeper", "")]
    [InlineData("$.status[0]", "")]
    public void FindsWhatItPointsAt(string path, string found)
    {
        using var json = JsonDocument.Parse(Document);
        Assert.Equal(found, string.Join('|', JsonPath.Parse(path).Select(json.RootElement).Select(value => value.GetRawText())));
    }

    [Fact]
    public void TheRootIsTheWholeDocument()
    {
        using var json = JsonDocument.Parse("[1]");
        Assert.Equal("[1]", JsonPath.Parse("$").Select(json.RootElement).Single().GetRawText());
    }

    [Theory]
    [InlineData("status", "must start with $")]
    [InlineData("$status", "position 2")]
    [InlineData("$.", "position 3")]
    [InlineData("$..id", "position 3")]
    [InlineData("$.a[", "']'")]
    [InlineData("$.a['x]", "closing '")]
    [InlineData("$.a[1:2]", "a number")]
    [InlineData("$.a[?(@.b)]", "a number")]
    [InlineData("$['a'", "']'")]
    public void SaysWhereAPathIsWrong(string path, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => JsonPath.Parse(path)).Message, StringComparison.Ordinal);
}
