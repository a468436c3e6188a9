using System.Buffers;
using System.Text.Json;
using Grainwatch.Pipes.Schema;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Pipes.Rows;

/// <summary>
/// Encodes the rows of any data source. One pass over the JSON text notes where each column's value stands; then the values are encoded
/// in the order of the columns. What the cell of a CSV file says is a JSON value too.
/// </summary>
public sealed class JsonRowEncoder : IRowEncoder
{
    const int OnStack = 64;

    [ThreadStatic]
    static CopyBuffer? scratch;

    [ThreadStatic]
    static ArrayBufferWriter<byte>? cells;

    readonly IReadOnlyList<Column> columns;
    readonly TimeProvider clock;
    readonly PathTree paths;

    public JsonRowEncoder(CopyTarget target, IReadOnlyList<Column> columns, TimeProvider clock)
    {
        (Target, this.columns, this.clock) = (target, columns, clock);
        paths = PathTree.Of(columns);
    }

    public CopyTarget Target { get; }

    public bool TryEncode(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> tuples, ICollection<RowProblem> problems)
    {
        scoped var found = columns.Count <= OnStack ? stackalloc Found[columns.Count] : new Found[columns.Count];
        found.Clear();
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                problems.Add(new RowProblem("", "is not a JSON object"));
                return false;
            }

            paths.Walk(ref reader, found);
            return Encode(json, found, tuples, problems);
        }
        catch (JsonException e)
        {
            problems.Add(new RowProblem("", $"is not JSON that can be read: {e.Message}"));
            return false;
        }
    }

    /// <summary>The cells become JSON values side by side, and then the columns are encoded as those of any row.</summary>
    public bool TryEncode(ITextRow row, ArrayBufferWriter<byte> tuples, ICollection<RowProblem> problems)
    {
        scoped var found = columns.Count <= OnStack ? stackalloc Found[columns.Count] : new Found[columns.Count];
        var values = cells ??= new ArrayBufferWriter<byte>();
        values.ResetWrittenCount();
        for (var i = 0; i < columns.Count; i++)
        {
            var start = values.WrittenCount;
            var kind = CellValue.Write(columns[i], row.Cell(i, out var text), text, values);
            found[i] = new Found(start, values.WrittenCount - start, kind);
        }

        return Encode(values.WrittenSpan, found, tuples, problems);
    }

    bool Encode(ReadOnlySpan<byte> json, ReadOnlySpan<Found> found, ArrayBufferWriter<byte> tuples, ICollection<RowProblem> problems)
    {
        var tuple = scratch ??= new CopyBuffer();
        tuple.Clear();
        tuple.Int16((short)columns.Count);
        var fits = true;
        for (var i = 0; i < columns.Count; i++)
        {
            var slice = new JsonSlice(json.Slice(found[i].Start, found[i].Length), found[i].Kind);
            if (Encode(columns[i], slice, tuple) is { } problem)
            {
                problems.Add(new RowProblem(columns[i].Name, problem));
                fits = false;
            }
        }

        if (fits)
        {
            tuples.Write(tuple.Written);
        }

        return fits;
    }

    string? Encode(Column column, JsonSlice value, CopyBuffer tuple)
    {
        if (value.Kind is JsonTokenType.None or JsonTokenType.Null)
        {
            if (column.Default is { } fallback && !(column.Type.IsNullable && value.Kind == JsonTokenType.Null))
            {
                fallback.Encode(tuple, clock);
                return null;
            }

            if (!column.Type.IsNullable)
            {
                return value.Kind == JsonTokenType.Null
                    ? $"is null, and {column.Type.Name} takes none"
                    : $"is missing: expected a {column.Type.Name} at {column.JsonPath}";
            }
        }

        var before = tuple.Length;
        var problem = column.Type is ArrayType array ? array.Encode(value, column.Path.ElementSteps, tuple) : column.Type.Encode(value, tuple);
        return problem ?? (tuple.Length - before - 4 > column.MaxBytes
            ? $"is longer than {column.MaxBytes} bytes, the most for a column of the sorting key"
            : null);
    }
}
