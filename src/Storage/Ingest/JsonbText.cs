using System.Text.Json;
using System.Text.Unicode;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Tells whether Postgres takes a text as a jsonb object. It must never say yes wrongly: a refused row would fail the rows beside it.
/// </summary>
static class JsonbText
{
    /// <summary>jsonb keeps numbers as numeric, whose range an exponent could leave.</summary>
    const int LongestNumber = 40;

    public static bool Accepts(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0 || text[0] != '{' || !Utf8.IsValid(text))
        {
            return false;
        }

        var reader = new Utf8JsonReader(text);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                    && !HasStorableEscapes(reader.ValueSpan))
                {
                    return false;
                }

                if (reader.TokenType == JsonTokenType.Number
                    && (reader.ValueSpan.Length > LongestNumber || (reader.ValueSpan.IndexOfAny((byte)'e', (byte)'E') is var e and >= 0
                        && reader.ValueSpan[(e + 1)..].TrimStart("+-0"u8).Length > 3)))
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static bool HasStorableEscapes(ReadOnlySpan<byte> escaped) => JsonText.Unescape(escaped, new byte[escaped.Length], out _) is null;
}
