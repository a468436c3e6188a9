using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Grainwatch.Storage.Ingest;

/// <summary>Finds where each JSON value ends, and has the data source's encoder make a row of it.</summary>
public sealed class EncoderRowReader(IRowEncoder encoder) : RowReader
{
    readonly ArrayBufferWriter<byte> tuple = new();
    readonly List<RowProblem> problems = [];

    public override ReadOutcome Read(
        ReadOnlySpan<byte> text, bool final, bool validUtf8, IngestRequest request, out int consumed, out string problem)
    {
        var reader = new Utf8JsonReader(text, final, default);
        problem = "";
        try
        {
            if (!reader.Read() || !reader.TrySkip())
            {
                consumed = 0;
                return ReadOutcome.NeedsMore;
            }
        }
        catch (JsonException invalid)
        {
            consumed = (int)reader.BytesConsumed;
            problem = JsonProblem.Describe(invalid);
            return ReadOutcome.NotJson;
        }

        consumed = (int)reader.BytesConsumed;
        var json = text[..consumed];
        if (!validUtf8 && !Utf8.IsValid(json))
        {
            request.Quarantine(json, "", "is not valid UTF-8");
            return ReadOutcome.Taken;
        }

        if (encoder.TryEncode(json, tuple, problems))
        {
            request.RowsOf(encoder.Target).Add(tuple.WrittenSpan);
            request.CountRow();
        }
        else
        {
            request.Quarantine(json, problems);
        }

        tuple.ResetWrittenCount();
        problems.Clear();
        return ReadOutcome.Taken;
    }

    protected override void Take(ITextRow row, IngestRequest request)
    {
        if (encoder.TryEncode(row, tuple, problems))
        {
            request.RowsOf(encoder.Target).Add(tuple.WrittenSpan);
            request.CountRow();
        }
        else
        {
            request.Quarantine(row.Raw, problems, row.ToJson());
        }

        tuple.ResetWrittenCount();
        problems.Clear();
    }
}
