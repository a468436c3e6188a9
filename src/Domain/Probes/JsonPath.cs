using System.Globalization;
using System.Text.Json;

namespace Grainwatch.Domain.Probes;

/// <summary>
/// The part of JSONPath (RFC 9535) that points at values: <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>[3]</c>, <c>[-1]</c> (from the end),
/// and <c>[*]</c> or <c>.*</c> for every child. No filters, slices or descendants.
/// </summary>
public sealed class JsonPath
{
    readonly string text;
    readonly IReadOnlyList<Step> steps;

    JsonPath(string text, IReadOnlyList<Step> steps) => (this.text, this.steps) = (text, steps);

    /// <exception cref="FormatException">The text is no path of this kind; the message says where and what was expected.</exception>
    public static JsonPath Parse(string text)
    {
        if (!text.StartsWith('$'))
        {
            throw new FormatException($"'{text}' is no JSONPath: it must start with $, as in $.status.");
        }

        List<Step> steps = [];
        for (var at = 1; at < text.Length;)
        {
            steps.Add(text[at] switch
            {
                '.' => Name(text, ref at),
                '[' => Bracket(text, ref at),
                _ => throw Unexpected(text, at, "'.' or '['"),
            });
        }

        return new JsonPath(text, steps);
    }

    /// <summary>The values that the path points at; none where there is nothing.</summary>
    public IEnumerable<JsonElement> Select(JsonElement root)
    {
        IEnumerable<JsonElement> found = [root];
        foreach (var step in steps)
        {
            found = found.SelectMany(step.From);
        }

        return found;
    }

    public override string ToString() => text;

    static Step Name(string text, ref int at)
    {
        var start = ++at;
        if (at < text.Length && text[at] == '*')
        {
            at++;
            return new Every();
        }

        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-'))
        {
            at++;
        }

        return at > start ? new Member(text[start..at]) : throw Unexpected(text, at, "a name or *");
    }

    static Step Bracket(string text, ref int at)
    {
        at++;
        if (at < text.Length && text[at] is '\'' or '"')
        {
            var end = text.IndexOf(text[at], at + 1);
            var name = end < 0 ? throw Unexpected(text, text.Length, $"the closing {text[at]}") : text[(at + 1)..end];
            at = end + 1;
            Close(text, ref at);
            return new Member(name);
        }

        var close = text.IndexOf(']', at);
        var inner = close < 0 ? throw Unexpected(text, text.Length, "']'") : text[at..close];
        Step step = inner == "*" ? new Every()
            : int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? new Item(index)
            : throw Unexpected(text, at, "a number, * or a name in quotes");
        at = close;
        Close(text, ref at);
        return step;
    }

    static void Close(string text, ref int at)
    {
        if (at >= text.Length || text[at] != ']')
        {
            throw Unexpected(text, at, "']'");
        }

        at++;
    }

    static FormatException Unexpected(string text, int at, string wanted) =>
        new($"'{text}' is no JSONPath that is known here: expected {wanted} at position {at + 1}.");

    abstract record Step
    {
        public abstract IEnumerable<JsonElement> From(JsonElement value);
    }

    sealed record Member(string Key) : Step
    {
        public override IEnumerable<JsonElement> From(JsonElement value) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Key, out var member) ? [member] : [];
    }

    sealed record Item(int Index) : Step
    {
        public override IEnumerable<JsonElement> From(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            var length = value.GetArrayLength();
            var at = Index < 0 ? length + Index : Index;
            return at >= 0 && at < length ? [value[at]] : [];
        }
    }

    sealed record Every : Step
    {
        public override IEnumerable<JsonElement> From(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray(),
            JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
            _ => [],
        };
    }
}
