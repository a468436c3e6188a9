using System.Text;
using System.Text.Json;

namespace Grainwatch.Pipes.Rows;

/// <summary>Reads <c>['a','it\'s']</c>, the way ClickHouse writes an array of texts into a cell.</summary>
static class SingleQuotes
{
    /// <returns>The same as JSON; null when a quote is never closed.</returns>
    public static byte[]? ToJson(ReadOnlySpan<byte> text)
    {
        var source = Encoding.UTF8.GetString(text);
        var json = new StringBuilder();
        var item = new StringBuilder();
        for (var at = 0; at < source.Length; at++)
        {
            if (source[at] != '\'')
            {
                json.Append(source[at]);
                continue;
            }

            item.Clear();
            for (at++; at < source.Length && source[at] != '\''; at++)
            {
                at += source[at] == '\\' && at + 1 < source.Length ? 1 : 0;
                item.Append(source[at]);
            }

            if (at == source.Length)
            {
                return null;
            }

            json.Append('"').Append(JsonEncodedText.Encode(item.ToString())).Append('"');
        }

        return Encoding.UTF8.GetBytes(json.ToString());
    }
}
