using Grainwatch.Pipes.Schema;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Grainwatch.Pipes.Results;

/// <summary>Writes the text of a value, as Postgres shows it, as JSON.</summary>
static class JsonValueWriter
{
    /// <summary>Answers are not put into HTML, so only what JSON demands is escaped. Errors of ours would be caught by a reader, not here.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(Utf8JsonWriter json, ResultType type, string? value, bool quoteWideNumbers)
    {
        if (value is null)
        {
            json.WriteNullValue();
            return;
        }

        switch (type.Style)
        {
            case ResultStyle.Number:
            case ResultStyle.WideNumber when !quoteWideNumbers:
                json.WriteRawValue(value, skipInputValidation: true);
                break;
            case ResultStyle.Float when Values.IsFinite(value):
                json.WriteRawValue(Values.TrimZeros(value), skipInputValidation: true);
                break;
            case ResultStyle.Float:
                json.WriteNullValue();
                break;
            case ResultStyle.Bool:
                json.WriteBooleanValue(value == "t");
                break;
            case ResultStyle.Json:
                json.WriteRawValue(value, skipInputValidation: true);
                break;
            case ResultStyle.Array:
                WriteArray(json, type.Element ?? ResultType.Text, value, quoteWideNumbers);
                break;
            default:
                json.WriteStringValue(Values.Show(type, value));
                break;
        }
    }

    static void WriteArray(Utf8JsonWriter json, ResultType element, string value, bool quoteWideNumbers)
    {
        if (ArrayText.TryRead(value) is not { } items)
        {
            json.WriteStringValue(value);
            return;
        }

        json.WriteStartArray();
        foreach (var item in items)
        {
            Write(json, element, item, quoteWideNumbers);
        }

        json.WriteEndArray();
    }
}
