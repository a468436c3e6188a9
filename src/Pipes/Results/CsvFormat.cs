using System.Buffers;
using System.Text;
using Grainwatch.Pipes.Schema;

namespace Grainwatch.Pipes.Results;

/// <summary>CSV as ClickHouse writes it: a header line if wanted; text in quotes, numbers bare, null as \N.</summary>
sealed class CsvFormat(bool hasHeader = true) : ResultFormat
{
    readonly StringBuilder line = new();
    IReadOnlyList<ResultColumn> columns = [];

    public override string ContentType => hasHeader ? "text/csv; charset=UTF-8; header=present" : "text/csv; charset=UTF-8; header=absent";

    public override void Begin(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output)
    {
        this.columns = columns;
        if (!hasHeader)
        {
            return;
        }

        for (var i = 0; i < columns.Count; i++)
        {
            Separate(i);
            Quote(columns[i].Name);
        }

        Finish(output);
    }

    public override void Row(IReadOnlyList<string?> values, IBufferWriter<byte> output)
    {
        for (var i = 0; i < values.Count; i++)
        {
            Separate(i);
            Append(columns[i].Type, values[i]);
        }

        Finish(output);
    }

    public override void End(ResultSummary summary, IBufferWriter<byte> output)
    {
    }

    void Append(ResultType type, string? value)
    {
        switch (type.Style)
        {
            case var _ when value is null:
                line.Append("\\N");
                break;
            case ResultStyle.Number or ResultStyle.WideNumber:
                line.Append(value);
                break;
            case ResultStyle.Float when !Values.IsFinite(value):
                line.Append(value switch { "NaN" => "nan", "Infinity" => "inf", _ => "-inf" });
                break;
            case ResultStyle.Float or ResultStyle.Bool:
                line.Append(Values.Show(type, value));
                break;
            case ResultStyle.Array when ArrayText.TryShow(type, value) is { } array:
                Quote(array);
                break;
            default:
                Quote(Values.Show(type, value));
                break;
        }
    }

    void Separate(int column)
    {
        if (column > 0)
        {
            line.Append(',');
        }
    }

    void Quote(string text) => line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');

    void Finish(IBufferWriter<byte> output)
    {
        line.Append('\n');
        Encoding.UTF8.GetBytes(line.ToString(), output);
        line.Clear();
    }
}
