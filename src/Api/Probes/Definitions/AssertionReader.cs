using Grainwatch.Domain.Probes;
using Grainwatch.Domain.Probes.Assertions;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Reads the list <c>expect</c>.</summary>
static class AssertionReader
{
    const int MaxAssertions = 50;

    /// <summary>The conditions by their names in definitions.</summary>
    public static IReadOnlyDictionary<string, ConditionKind> Conditions { get; } = new Dictionary<string, ConditionKind>(StringComparer.Ordinal)
    {
        ["equals"] = ConditionKind.Equals,
        ["not_equals"] = ConditionKind.NotEquals,
        ["contains"] = ConditionKind.Contains,
        ["not_contains"] = ConditionKind.NotContains,
        ["matches"] = ConditionKind.Matches,
        ["less_than"] = ConditionKind.LessThan,
        ["greater_than"] = ConditionKind.GreaterThan,
        ["exists"] = ConditionKind.Exists,
    };

    public static IReadOnlyList<Assertion> Read(DocumentNode? node) => node switch
    {
        null => [],
        ListNode { Items.Count: <= MaxAssertions } list => [.. list.Items.Select(One)],
        ListNode => throw new DefinitionException(node.Line, $"expect has more than {MaxAssertions} entries."),
        _ => throw new DefinitionException(node.Line, $"expect is {node.Kind}, expected a list, as in expect: [{{status: 200}}]"),
    };

    static Assertion One(DocumentNode node)
    {
        Fields fields = new(node, "expect");
        List<Assertion> read = [];
        if (fields.Text("status") is { } status)
        {
            read.Add(new StatusAssertion(Parse(node, "status", () => StatusRanges.Parse(status))));
        }

        if (fields.Time("response_time") is { } max)
        {
            read.Add(new ResponseTimeAssertion(max));
        }

        if (fields.Map("header") is { } header)
        {
            read.Add(new HeaderAssertion(header.Required("name", "content-type"), ConditionOf(header)));
        }

        if (fields.Map("body") is { } body)
        {
            read.Add(new BodyAssertion(ConditionOf(body)));
        }

        if (fields.Map("json") is { } json)
        {
            read.Add(new JsonAssertion(Parse(node, "json.path", () => JsonPath.Parse(json.Required("path", "$.status"))), ConditionOf(json)));
        }

        fields.Done();
        return read is [var only]
            ? only
            : throw new DefinitionException(node.Line, "Each entry of expect needs one of status, response_time, header, body, json. Make a list entry of each.");
    }

    static Condition ConditionOf(Fields fields)
    {
        List<(ConditionKind Kind, string Name, string Operand)> given = [];
        foreach (var (name, kind) in Conditions)
        {
            if (fields.Text(name) is { } operand)
            {
                given.Add((kind, name, operand));
            }
        }

        fields.Done();
        if (given is not [var only])
        {
            throw new DefinitionException(fields.Line, $"Each entry of expect needs one condition: one of {string.Join(", ", Conditions.Keys)}.");
        }

        try
        {
            return Condition.Create(only.Kind, only.Operand);
        }
        catch (FormatException wrong)
        {
            throw fields.Wrong(only.Name, wrong.Message);
        }
    }

    static T Parse<T>(DocumentNode node, string name, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException wrong)
        {
            throw new DefinitionException(node.Line, $"expect.{name}: {wrong.Message}");
        }
    }
}
