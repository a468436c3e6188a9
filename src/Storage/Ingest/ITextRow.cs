namespace Grainwatch.Storage.Ingest;

/// <summary>A row of a file of text, such as CSV: a cell for each column of its data source.</summary>
public interface ITextRow
{
    /// <summary>The row as it stands in the file.</summary>
    ReadOnlySpan<byte> Raw { get; }

    /// <summary>What is wrong with the row as a whole; null when nothing is.</summary>
    string? Problem { get; }

    /// <param name="column">The number of a column of the data source.</param>
    /// <param name="text">Without quotes and escapes, valid until the next row.</param>
    /// <returns>What the cell says.</returns>
    CellKind Cell(int column, out ReadOnlySpan<byte> text);

    /// <summary>The row as a JSON object, for quarantine. Not for the many.</summary>
    string ToJson();
}

public enum CellKind
{
    /// <summary>The file has no such column.</summary>
    Missing,

    /// <summary>Nothing at all, not even quotes.</summary>
    Empty,

    /// <summary><c>\N</c>.</summary>
    Null,
    Text,
}
