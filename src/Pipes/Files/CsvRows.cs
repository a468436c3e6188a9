using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;
using Grainwatch.Pipes.Schema;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Pipes.Files;

/// <summary>
/// The rows of a CSV file, one after the other, with only a piece of the file in memory. A header line decides which cell belongs to which
/// column; without one they are in the order of the data source.
/// </summary>
public sealed class CsvRows : ITextRow, IDisposable
{
    static readonly CsvReaderOptions Usual = new() { HasHeader = false, TrimWhitespace = true, BufferSize = 256 * 1024, DetectSeparatorHint = false };

    readonly CsvReader csv;
    readonly IReadOnlyList<Column> columns;
    readonly CsvDialect dialect;
    int[] places = [];
    int cells;
    bool isFirst = true;

    public CsvRows(Stream file, IReadOnlyList<Column> columns, CsvDialect dialect, int maxRowBytes)
    {
        (this.columns, this.dialect) = (columns, dialect);
        csv = CsvReader.Create(
            dialect.Escape is { } escape ? new EscapedQuotes(file, (byte)escape) : file,
            Usual with { Separator = dialect.Separator, MaxRecordSize = maxRowBytes },
            leaveOpen: true);
    }

    /// <summary>Where in the file, decompressed, the row begins.</summary>
    public long Offset => csv.ByteOffset;

    public ReadOnlySpan<byte> Raw => csv.RawRecord;

    public string? Problem => csv.FieldCount == cells ? null : $"has {csv.FieldCount} cells, expected {cells}";

    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CsvFormatException">A row is longer than allowed: a quote that is never closed, mostly.</exception>
    /// <exception cref="CsvHeaderException">The header cannot be meant for this data source.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!isFirst)
        {
            return await csv.ReadAsync(cancellationToken);
        }

        isFirst = false;
        if (!await csv.ReadAsync(cancellationToken))
        {
            return false;
        }

        var names = Enumerable.Range(0, csv.FieldCount).Select(i => csv.GetString(i).Trim()).ToArray();
        cells = names.Length;
        if (dialect.HasHeader ?? LooksLikeHeader(names))
        {
            places = [.. columns.Select(column => Array.IndexOf(names, column.Name))];
            return places.Any(place => place >= 0)
                ? await csv.ReadAsync(cancellationToken)
                : throw new CsvHeaderException($"The header names no column of the data source: expected {string.Join(", ", columns.Select(column => column.Name))}.");
        }

        cells = columns.Count;
        places = [.. Enumerable.Range(0, columns.Count)];
        return true;
    }

    public CellKind Cell(int column, out ReadOnlySpan<byte> text)
    {
        text = default;
        var place = places[column];
        if (place < 0)
        {
            return CellKind.Missing;
        }

        text = csv.GetSpan(place);
        if (text.IsEmpty)
        {
            return csv.GetRawSpan(place).Contains((byte)'"') ? CellKind.Text : CellKind.Empty;
        }

        return text.SequenceEqual("\\N"u8) && !csv.GetRawSpan(place).Contains((byte)'"') ? CellKind.Null : CellKind.Text;
    }

    public string ToJson()
    {
        var row = new JsonObject();
        for (var i = 0; i < columns.Count; i++)
        {
            if (places[i] >= 0 && places[i] < csv.FieldCount)
            {
                Put(row, columns[i].Path.Steps, Encoding.UTF8.GetString(csv.GetSpan(places[i])));
            }
        }

        return row.ToJsonString();
    }

    public void Dispose() => csv.Dispose();

    /// <summary>When all of it are columns, or all columns are in it that every row must have.</summary>
    bool LooksLikeHeader(string[] names) =>
        names.All(name => columns.Any(column => column.Name == name))
        || columns.Where(column => column.Default is null && !column.Type.IsNullable).All(column => names.Contains(column.Name));

    static void Put(JsonObject row, IReadOnlyList<JsonPathStep> path, string text)
    {
        var node = row;
        foreach (var step in path.SkipLast(1))
        {
            var key = Encoding.UTF8.GetString(step.Key);
            node = node[key] as JsonObject ?? (JsonObject)(node[key] = new JsonObject());
        }

        if (path.Count > 0)
        {
            node[Encoding.UTF8.GetString(path[^1].Key)] = text;
        }
    }
}
