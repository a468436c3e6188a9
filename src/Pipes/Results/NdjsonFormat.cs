using System.Buffers;
using System.Text.Json;

namespace Grainwatch.Pipes.Results;

/// <summary>One JSON object a line.</summary>
sealed class NdjsonFormat(bool quoteWideNumbers) : ResultFormat
{
    IReadOnlyList<ResultColumn> columns = [];
    Utf8JsonWriter? json;

    public override string ContentType => "application/x-ndjson";

    public override void Begin(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output)
    {
        this.columns = columns;
        json = new Utf8JsonWriter(output, JsonValueWriter.Options);
    }

    public override void Row(IReadOnlyList<string?> values, IBufferWriter<byte> output)
    {
        json!.Reset(output);
        json.WriteStartObject();
        for (var i = 0; i < values.Count; i++)
        {
            json.WritePropertyName(columns[i].Name);
            JsonValueWriter.Write(json, columns[i].Type, values[i], quoteWideNumbers);
        }

        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    public override void End(ResultSummary summary, IBufferWriter<byte> output) => json!.Dispose();
}
