using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grainwatch.Pipes.Schema;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Pipes.Rows;

/// <summary>What a cell of a file says, as the JSON value that says the same to its column.</summary>
static class CellValue
{
    /// <returns><see cref="JsonTokenType.None"/> when the row has no value for the column.</returns>
    public static JsonTokenType Write(Column column, CellKind kind, ReadOnlySpan<byte> text, ArrayBufferWriter<byte> json)
    {
        var type = column.Type;
        switch (kind)
        {
            case CellKind.Missing:
                return JsonTokenType.None;
            case CellKind.Null:
                return JsonTokenType.Null;
            case CellKind.Empty when column.Default is not null || type.IsNullable || type.Style is not ResultStyle.Text:
                return type.IsNullable && column.Default is null ? JsonTokenType.Null : JsonTokenType.None;
        }

        return type.Style switch
        {
            ResultStyle.Number or ResultStyle.WideNumber or ResultStyle.Float => Bare(text, JsonTokenType.Number, json),
            ResultStyle.Bool => Bool(text, json),
            ResultStyle.Array or ResultStyle.Json => Nested(text, json),
            _ => String(text, json),
        };
    }

    static JsonTokenType Bare(ReadOnlySpan<byte> text, JsonTokenType kind, ArrayBufferWriter<byte> json)
    {
        json.Write(text);
        return kind;
    }

    static JsonTokenType Bool(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> json) => Bare(
        text,
        System.Text.Ascii.EqualsIgnoreCase(text, "true"u8) ? JsonTokenType.True
        : System.Text.Ascii.EqualsIgnoreCase(text, "false"u8) ? JsonTokenType.False
        : JsonTokenType.Number,
        json);

    /// <summary>An array or an object; what is neither is a text, which the column then refuses or not.</summary>
    static JsonTokenType Nested(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> json)
    {
        if (KindOf(text) is { } kind)
        {
            return Bare(text, kind, json);
        }

        // An array of texts as ClickHouse and our own CSV write it: in single quotes.
        if (text is [(byte)'[', ..] && SingleQuotes.ToJson(text) is { } array && KindOf(array) is { } arrayKind)
        {
            return Bare(array, arrayKind, json);
        }

        return String(text, json);
    }

    static JsonTokenType? KindOf(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            reader.Read();
            var kind = reader.TokenType;
            reader.Skip();
            return reader.Read() ? null : kind;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static JsonTokenType String(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> json)
    {
        json.Write("\""u8);
        if (text.IndexOfAny("\\\""u8) < 0 && text.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0)
        {
            json.Write(text);
        }
        else
        {
            json.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }

        json.Write("\""u8);
        return JsonTokenType.String;
    }
}
