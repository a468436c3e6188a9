using System.Text;
using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

/// <summary>One JSON value as it stands in the text of its row.</summary>
readonly ref struct JsonSlice(ReadOnlySpan<byte> text, JsonTokenType kind)
{
    const int ShownBytes = 60;

    /// <summary>The whole value, with the quotes of a string and the brackets of an array.</summary>
    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary><see cref="JsonTokenType.None"/> where the row has no such value.</summary>
    public JsonTokenType Kind { get; } = kind;

    /// <summary>Of a string, what is between the quotes, escapes and all.</summary>
    public ReadOnlySpan<byte> Inner => Text[1..^1];

    /// <summary>For reasons: the value, cut where it is long.</summary>
    public string Shown()
    {
        if (Text.Length <= ShownBytes)
        {
            return Encoding.UTF8.GetString(Text);
        }

        var end = ShownBytes;
        while ((Text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(Text[..end]) + "...";
    }
}
