using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grainwatch.Pipes.Templates;

/// <summary>Between JSON and the values of templates.</summary>
static class JsonValues
{
    public static Value Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Value.Of(json.GetString()!),
        JsonValueKind.True => Value.Bool.True,
        JsonValueKind.False => Value.Bool.False,
        JsonValueKind.Number => Number(json.GetRawText()),
        JsonValueKind.Array => new Value.List([.. json.EnumerateArray().Select(Read)]),
        JsonValueKind.Object => new Value.Dict([.. json.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Read(p.Value)))]),
        _ => Value.Null.Instance,
    };

    public static JsonNode? Write(Value value) => value.Untyped switch
    {
        Value.Text text => text.Content,
        Value.Bool boolean => boolean.Truth,
        Value.Integer integer => JsonNode.Parse(integer.Shown),
        Value.Float number => double.IsFinite(number.Number) ? number.Number : null,
        Value.List list => new JsonArray([.. list.Items.Select(Write)]),
        Value.Dict dict => new JsonObject(dict.Entries.DistinctBy(e => e.Key).Select(e => KeyValuePair.Create(e.Key, Write(e.Value)))),
        _ => null,
    };

    static Value Number(string text) =>
        text.Length <= 100 && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? Value.Of(integer)
            : new Value.Float(double.Parse(text, CultureInfo.InvariantCulture));
}
