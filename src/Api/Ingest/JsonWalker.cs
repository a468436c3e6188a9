using System.Text;
using System.Text.Unicode;
using Grainwatch.Api.Errors;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Ingest;

/// <summary>
/// Walks over a body piece by piece: JSON values separated by white space, so lines or one pretty-printed object, and arrays of them. What
/// is no JSON is passed over to the end of its line and kept in quarantine.
/// </summary>
sealed class JsonWalker(RowReader rows, IngestRequest request, IngestOptions options)
{
    bool inArray;
    bool foundJson;
    long walked;
    string? firstProblem;

    /// <summary>Where the rows go. A file goes to one after the other.</summary>
    public IngestRequest Request { get; set; } = request;

    /// <summary>For errors: what became of the rows before.</summary>
    public string Stored { get; set; } = "Nothing was stored.";

    /// <summary>How many bytes are done.</summary>
    public long Walked => walked;

    public bool FoundJson => foundJson;

    /// <param name="final">Whether the body ends where the text ends.</param>
    /// <returns>How much is done; the rest is the begin of a value, to be shown again with more behind it.</returns>
    public int Walk(ReadOnlySpan<byte> text, bool final)
    {
        var valid = Utf8.IsValid(final ? text : text[..WholeCharacters(text)]);
        var position = walked == 0 && text.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (true)
        {
            var blank = text[position..].IndexOfAnyExcept(" \t\r\n"u8);
            if (blank < 0)
            {
                walked += text.Length;
                return text.Length;
            }

            position += blank;
            if (TakeBracket(text[position]))
            {
                position++;
                continue;
            }

            switch (Read(text[position..], final, valid, out var consumed, out var problem))
            {
                case ReadOutcome.Taken:
                    foundJson = true;
                    break;
                case ReadOutcome.NotJson when LineLength(text[position..], final) is var line and >= 0:
                    firstProblem ??= $"at byte {walked + position + consumed}: {problem}";
                    Request.Quarantine(text.Slice(position, line).TrimEnd(" \t\r"u8), "", $"is not JSON: {problem}");
                    consumed = line;
                    break;
                default:
                    walked += position;
                    return position;
            }

            position += consumed;
            CheckLimits(consumed);
        }
    }

    /// <summary>To be called after the last piece.</summary>
    /// <exception cref="ApiException">400: nothing in the body was JSON.</exception>
    public void Finish()
    {
        if (!foundJson && firstProblem is not null)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                $"The body holds no JSON, {firstProblem} Send one JSON object a line, one object, or an array of objects.",
                "/docs/http-api#events");
        }
    }

    /// <summary>Brackets and commas between rows: how many there are and where does not matter to the rows.</summary>
    bool TakeBracket(byte next)
    {
        switch (next)
        {
            case (byte)'[' when !inArray:
                inArray = true;
                foundJson = true;
                return true;
            case (byte)']' when inArray:
                inArray = false;
                return true;
            case (byte)',' when inArray:
                return true;
            default:
                return false;
        }
    }

    /// <summary>Text that cannot begin a value is refused here, without the cost of an exception: a body may be full of it.</summary>
    ReadOutcome Read(ReadOnlySpan<byte> text, bool final, bool valid, out int consumed, out string problem)
    {
        if (text[0] is (byte)'{' or (byte)'"' or (byte)'[' or (byte)'-' or (>= (byte)'0' and <= (byte)'9') or (byte)'t' or (byte)'f' or (byte)'n')
        {
            return rows.Read(text, final, valid, Request, out consumed, out problem);
        }

        consumed = 0;
        problem = text[0] is > 0x20 and < 0x7F ? $"'{(char)text[0]}' does not begin a JSON value." : $"the byte 0x{text[0]:X2} does not begin a JSON value.";
        return ReadOutcome.NotJson;
    }

    void CheckLimits(int length)
    {
        if (length > options.MaxRowBytes)
        {
            throw TooLongRow();
        }

        if (Request.QuarantinedRows > options.MaxQuarantinedRows)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                $"More than {options.MaxQuarantinedRows} rows do not fit{(firstProblem is null ? "" : $", the first that is no JSON {firstProblem}")}. {Stored}",
                "/docs/http-api#events");
        }
    }

    public ApiException TooLongRow() => new(
        StatusCodes.Status413PayloadTooLarge,
        $"A row is longer than {options.MaxRowBytes} bytes. {Stored} Shorten it, or raise Grainwatch:Ingest:MaxRowBytes.",
        "/docs/http-api#events");

    /// <returns>The length of the line that the text begins with; -1 when its end is still to come.</returns>
    static int LineLength(ReadOnlySpan<byte> text, bool final)
    {
        var end = text.IndexOf((byte)'\n');
        return end >= 0 ? end : final ? text.Length : -1;
    }

    /// <summary>The length without a character that is cut off at the end.</summary>
    static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(3, text.Length); back++)
        {
            var value = text[^back];
            if (value >= 0xC0)
            {
                return Rune.DecodeFromUtf8(text[^back..], out _, out _) == System.Buffers.OperationStatus.NeedMoreData
                    ? text.Length - back
                    : text.Length;
            }

            if (value < 0x80)
            {
                break;
            }
        }

        return text.Length;
    }
}
