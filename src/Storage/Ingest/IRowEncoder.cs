using System.Buffers;

namespace Grainwatch.Storage.Ingest;

/// <summary>Turns JSON values into rows of one table, in Postgres' binary COPY format.</summary>
public interface IRowEncoder
{
    CopyTarget Target { get; }

    /// <summary>
    /// Appends one whole COPY tuple (field count, then length and bytes of each field) for <paramref name="json"/>, which is one
    /// complete JSON value in valid UTF-8. When the value does not fit, nothing is appended and the reasons are added to
    /// <paramref name="problems"/>; what was appended must always be a tuple that Postgres accepts.
    /// </summary>
    /// <returns>Whether a tuple was appended.</returns>
    bool TryEncode(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> tuples, ICollection<RowProblem> problems);

    /// <summary>The same for a row of text, which is valid UTF-8 without U+0000.</summary>
    bool TryEncode(ITextRow row, ArrayBufferWriter<byte> tuples, ICollection<RowProblem> problems);
}

/// <summary>Why a row went to quarantine: <paramref name="Column"/> is empty when it is the row as a whole.</summary>
public readonly record struct RowProblem(string Column, string Reason);
