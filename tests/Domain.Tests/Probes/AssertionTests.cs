using System.Text;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.Probes.Assertions;

namespace Grainwatch.Domain.Tests.Probes;

public class AssertionTests
{
    [Theory]
    [InlineData("200", 200, true)]
    [InlineData("200-299, 304", 304, true)]
    [InlineData("200-299, 304", 299, true)]
    [InlineData("200-299, 304", 300, false)]
    public void StatusesAreInTheirRanges(string ranges, int status, bool holds) =>
        Assert.Equal(holds, new StatusAssertion(StatusRanges.Parse(ranges)).Check(Answer(status: status)) is null);

    [Theory]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("299-200")]
    [InlineData("200,")]
    [InlineData("2xx")]
    public void OtherTextsAreNoStatuses(string text) => Assert.Throws<FormatException>(() => StatusRanges.Parse(text));

    [Fact]
    public void TheResponseTimeIsBounded()
    {
        ResponseTimeAssertion assertion = new(TimeSpan.FromMilliseconds(100));
        Assert.Null(assertion.Check(Answer(milliseconds: 100)));
        Assert.Equal("The answer took 101 ms, expected at most 100 ms.", assertion.Check(Answer(milliseconds: 101)));
    }

    [Theory]
    [InlineData("content-type", ConditionKind.Contains, "json", true)]
    [InlineData("CONTENT-TYPE", ConditionKind.Equals, "application/json", true)]
    [InlineData("content-type", ConditionKind.Equals, "json", false)]
    [InlineData("x-missing", ConditionKind.Exists, "false", true)]
    [InlineData("x-missing", ConditionKind.Exists, "true", false)]
    [InlineData("x-missing", ConditionKind.NotEquals, "a", false)]
    public void HeadersAreFoundWithoutCase(string name, ConditionKind kind, string operand, bool holds) =>
        Assert.Equal(holds, new HeaderAssertion(name, Condition.Create(kind, operand)).Check(Answer()) is null);

    [Theory]
    [InlineData(ConditionKind.Contains, "ok", true)]
    [InlineData(ConditionKind.NotContains, "ok", false)]
    [InlineData(ConditionKind.NotContains, "error", true)]
    [InlineData(ConditionKind.Matches, "sta[t]us.*ok", true)]
    [InlineData(ConditionKind.Matches, "^ok", false)]
    public void TheBodyIsSearched(ConditionKind kind, string operand, bool holds) =>
        Assert.Equal(holds, new BodyAssertion(Condition.Create(kind, operand)).Check(Answer()) is null);

    [Theory]
    [InlineData("$.status", ConditionKind.Equals, "ok", true)]
    [InlineData("$.count", ConditionKind.Equals, "12", true)]
    [InlineData("$.count", ConditionKind.GreaterThan, "11.5", true)]
    [InlineData("$.count", ConditionKind.LessThan, "12", false)]
    [InlineData("$.status", ConditionKind.LessThan, "12", false)]
    [InlineData("$.checks[*].up", ConditionKind.Equals, "false", true)]
    [InlineData("$.checks[*].up", ConditionKind.NotEquals, "false", false)]
    [InlineData("$.checks[*].up", ConditionKind.NotEquals, "maybe", true)]
    [InlineData("$.missing", ConditionKind.Exists, "false", true)]
    [InlineData("$.missing", ConditionKind.NotEquals, "x", false)]
    [InlineData("$.status", ConditionKind.Exists, "true", true)]
    public void JsonValuesAreCompared(string path, ConditionKind kind, string operand, bool holds) =>
        Assert.Equal(holds, new JsonAssertion(JsonPath.Parse(path), Condition.Create(kind, operand)).Check(Answer()) is null);

    [Fact]
    public void ABodyThatIsNoJsonIsSaidToBeNone() => Assert.StartsWith(
        "The body is no JSON, expected $.a to exist. It is '<html>'.",
        new JsonAssertion(JsonPath.Parse("$.a"), Condition.Create(ConditionKind.Exists, "true")).Check(Answer(body: "<html>")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(ConditionKind.Exists, "yes")]
    [InlineData(ConditionKind.LessThan, "many")]
    [InlineData(ConditionKind.Matches, "(")]
    [InlineData(ConditionKind.Matches, "(a)\\1")]
    public void OperandsThatMakeNoSenseAreRefused(ConditionKind kind, string operand) =>
        Assert.Throws<FormatException>(() => Condition.Create(kind, operand));

    [Fact]
    public void MessagesQuoteNoMoreThanTheStartOfALongBody() =>
        Assert.InRange(new BodyAssertion(Condition.Create(ConditionKind.Contains, "no")).Check(Answer(body: new string('x', 100_000)))!.Length, 80, 200);

    static ProbeAnswer Answer(
        int status = 200, int milliseconds = 20, string body = """{"status":"ok","count":12,"checks":[{"up":true},{"up":false}]}""") => new(
        status,
        TimeSpan.FromMilliseconds(milliseconds),
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json" },
        Encoding.UTF8.GetBytes(body));
}
