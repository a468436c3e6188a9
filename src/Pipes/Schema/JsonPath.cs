using System.Text;
using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

/// <summary>One key on the way to a value.</summary>
readonly record struct JsonPathStep(byte[] Key);

/// <summary>
/// Where in a row a column's value stands: <c>$.a.b</c>, <c>$.a[:]</c> or <c>$.a[:].b</c> for the elements of an array, <c>$</c> for the
/// whole row.
/// </summary>
sealed record JsonPath(string Text, IReadOnlyList<JsonPathStep> Steps, bool IsArray, IReadOnlyList<JsonPathStep> ElementSteps)
{
    /// <returns>Null when the text is no path.</returns>
    public static JsonPath? TryParse(string text)
    {
        if (!text.StartsWith('$'))
        {
            return null;
        }

        var array = text.IndexOf("[:]", StringComparison.Ordinal);
        var before = Split(array < 0 ? text[1..] : text[1..array]);
        var after = Split(array < 0 ? "" : text[(array + 3)..]);
        return before is null || after is null || (array >= 0 && before.Count == 0) ? null : new JsonPath(text, before, array >= 0, after);
    }

    /// <summary>The path of a column that declares none: the key of its name.</summary>
    public static JsonPath OfName(string name) => new($"$.{name}", [new(Encoding.UTF8.GetBytes(name))], false, []);

    /// <summary>
    /// The value at <paramref name="path"/> inside the value that <paramref name="reader"/> stands on, which is read to its end.
    /// </summary>
    public static JsonSlice Find(ReadOnlySpan<byte> text, scoped ref Utf8JsonReader reader, IReadOnlyList<JsonPathStep> path)
    {
        if (path.Count == 0)
        {
            return Slice(text, ref reader);
        }

        JsonSlice found = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return found;
        }

        var rest = path.Skip(1).ToArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var matches = reader.ValueTextEquals(path[0].Key);
            reader.Read();
            if (matches)
            {
                found = Find(text, ref reader, rest);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>The value that <paramref name="reader"/> stands on, which is read to its end.</summary>
    public static JsonSlice Slice(ReadOnlySpan<byte> text, scoped ref Utf8JsonReader reader)
    {
        var (kind, start) = (reader.TokenType, (int)reader.TokenStartIndex);
        reader.Skip();
        return new JsonSlice(text[start..(int)reader.BytesConsumed], kind);
    }

    static List<JsonPathStep>? Split(string keys)
    {
        List<JsonPathStep> steps = [];
        while (keys.Length > 0)
        {
            if (keys[0] != '.')
            {
                return null;
            }

            var end = keys.IndexOf('.', 1);
            var key = end < 0 ? keys[1..] : keys[1..end];
            if (key.Length == 0 || key.AsSpan().ContainsAny("[]*"))
            {
                return null;
            }

            steps.Add(new(Encoding.UTF8.GetBytes(key)));
            keys = end < 0 ? "" : keys[end..];
        }

        return steps;
    }
}
