using System.Buffers;
using System.Text.Json;

namespace Grainwatch.Pipes.Results;

/// <summary>ClickHouse's JSON: meta, data, and what there is to know of the query.</summary>
sealed class JsonFormat(bool quoteWideNumbers) : ResultFormat
{
    IReadOnlyList<ResultColumn> columns = [];
    Utf8JsonWriter? json;

    public override string ContentType => "application/json; charset=UTF-8";

    public override void Begin(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output)
    {
        this.columns = columns;
        json = new Utf8JsonWriter(output, JsonValueWriter.Options);
        json.WriteStartObject();
        json.WriteStartArray("meta");
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Type.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("data");
        json.Flush();
    }

    public override void Row(IReadOnlyList<string?> values, IBufferWriter<byte> output)
    {
        json!.WriteStartObject();
        for (var i = 0; i < values.Count; i++)
        {
            json.WritePropertyName(columns[i].Name);
            JsonValueWriter.Write(json, columns[i].Type, values[i], quoteWideNumbers);
        }

        json.WriteEndObject();
        json.Flush();
    }

    public override void End(ResultSummary summary, IBufferWriter<byte> output)
    {
        json!.WriteEndArray();
        json.WriteNumber("rows", summary.Rows);
        if (summary.RowsBeforeLimit is { } before)
        {
            json.WriteNumber("rows_before_limit_at_least", before);
        }

        json.WriteStartObject("statistics");
        json.WriteNumber("elapsed", Math.Round(summary.Elapsed.TotalSeconds, 6));
        json.WriteNumber("rows_read", summary.Rows);
        json.WriteNumber("bytes_read", summary.BytesRead);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        json.Dispose();
    }
}
