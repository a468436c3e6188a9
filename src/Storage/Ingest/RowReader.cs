using System.Text.Unicode;

namespace Grainwatch.Storage.Ingest;

/// <summary>Reads one JSON value or row of text after the other into rows of one data source.</summary>
public abstract class RowReader
{
    /// <summary>
    /// Reads the value that <paramref name="text"/> begins with. A value that does not fit goes to quarantine, which is still
    /// <see cref="ReadOutcome.Taken"/>.
    /// </summary>
    /// <param name="final">Whether the body ends where the text ends.</param>
    /// <param name="validUtf8">Whether the text is known to be valid UTF-8, but for a character cut off at its end.</param>
    /// <param name="consumed">The length of the value; when it is no JSON, how much of it was read.</param>
    /// <param name="problem">Why it is no JSON, else empty.</param>
    public abstract ReadOutcome Read(
        ReadOnlySpan<byte> text, bool final, bool validUtf8, IngestRequest request, out int consumed, out string problem);

    /// <summary>Reads a row of text cells. One that does not fit goes to quarantine.</summary>
    public void Read(ITextRow row, IngestRequest request)
    {
        if (row.Problem is { } problem)
        {
            request.Quarantine(row.Raw, [new RowProblem("", problem)], row.ToJson());
        }
        else if (!Utf8.IsValid(row.Raw))
        {
            request.Quarantine(row.Raw, "", "is not valid UTF-8");
        }
        else if (row.Raw.Contains((byte)0))
        {
            request.Quarantine(row.Raw, "", "holds U+0000, which text cannot hold");
        }
        else
        {
            Take(row, request);
        }
    }

    /// <param name="row">Valid UTF-8, without U+0000.</param>
    protected abstract void Take(ITextRow row, IngestRequest request);
}

public enum ReadOutcome
{
    /// <summary>A whole value was read.</summary>
    Taken,

    /// <summary>The text ends within the value.</summary>
    NeedsMore,

    /// <summary>The text does not begin with a JSON value.</summary>
    NotJson,
}
