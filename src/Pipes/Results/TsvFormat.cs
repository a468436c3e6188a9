using System.Buffers;
using System.Text;
using Grainwatch.Pipes.Schema;

namespace Grainwatch.Pipes.Results;

/// <summary>Text with tabs as ClickHouse writes it: tabs, line ends and backslashes are escaped, null is \N.</summary>
sealed class TsvFormat(bool hasHeader) : ResultFormat
{
    readonly StringBuilder line = new();
    IReadOnlyList<ResultColumn> columns = [];

    public override string ContentType => "text/tab-separated-values; charset=UTF-8";

    public override void Begin(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output)
    {
        this.columns = columns;
        if (hasHeader)
        {
            Write([.. columns.Select(column => Escape(column.Name))], output);
        }
    }

    public override void Row(IReadOnlyList<string?> values, IBufferWriter<byte> output) =>
        Write([.. values.Select((value, i) => value is null ? "\\N" : Escape(Text(columns[i].Type, value)))], output);

    public override void End(ResultSummary summary, IBufferWriter<byte> output)
    {
    }

    static string Text(ResultType type, string value) => type.Style switch
    {
        ResultStyle.Float when !Values.IsFinite(value) => value switch { "NaN" => "nan", "Infinity" => "inf", _ => "-inf" },
        ResultStyle.Array when ArrayText.TryShow(type, value) is { } array => array,
        _ => Values.Show(type, value),
    };

    static string Escape(string text) => text.AsSpan().IndexOfAny("\\\t\n\r") < 0
        ? text
        : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    void Write(string[] cells, IBufferWriter<byte> output)
    {
        line.Clear().AppendJoin('\t', cells).Append('\n');
        Encoding.UTF8.GetBytes(line.ToString(), output);
    }
}
