using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using Grainwatch.Domain.Series;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Turns the rows of <c>system_logs</c> into COPY tuples of <c>log_entries</c>. This is the hot path, written for speed: a row's bytes
/// are looked at once, and no object is made for a row or a value.
/// </summary>
public sealed class LogRowReader(SeriesRegistry series) : RowReader
{
    /// <summary>Bytes of a tuple that are not text: field count, seven lengths, series and time. Escapes only make text shorter.</summary>
    const int TupleOverhead = 64;

    const long MicrosecondsFrom1970To2000 = 946_684_800_000_000;

    [ThreadStatic]
    static byte[]? partsScratch;

    [ThreadStatic]
    static ArrayBufferWriter<byte>? cellScratch;

    public override ReadOutcome Read(
        ReadOnlySpan<byte> text, bool final, bool validUtf8, IngestRequest request, out int consumed, out string problem)
    {
        var reader = new Utf8JsonReader(text, final, default);
        LogFields fields = default;
        problem = "";
        try
        {
            if (!reader.Read() || !ReadValue(ref reader, ref fields))
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
        if (json[0] != '{')
        {
            request.Quarantine(json, "", "is not a JSON object");
        }
        else if (!validUtf8 && !Utf8.IsValid(json))
        {
            request.Quarantine(json, "", "is not valid UTF-8");
        }
        else if (TryEncode(json, json, text.Length, ref fields, request.LogRows, out var column, out var reason))
        {
            request.CountRow();
        }
        else if (column < 0)
        {
            request.Quarantine(json, MissingColumns(ref fields));
        }
        else
        {
            request.Quarantine(json, LogColumns.Name(column), reason);
        }

        return ReadOutcome.Taken;
    }

    static bool ReadValue(ref Utf8JsonReader reader, ref LogFields fields)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.TrySkip();
        }

        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            var column = LogColumns.Find(ref reader);
            if (!reader.Read())
            {
                return false;
            }

            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.String)
            {
                if (column >= 0)
                {
                    fields[column] = new LogField(
                        start + 1, reader.ValueSpan.Length, reader.ValueIsEscaped ? FieldKind.EscapedText : FieldKind.Text);
                }

                continue;
            }

            var kind = reader.TokenType == JsonTokenType.Null ? FieldKind.Null : FieldKind.Json;
            if (!reader.TrySkip())
            {
                return false;
            }

            if (column >= 0)
            {
                fields[column] = new LogField(start, (int)reader.BytesConsumed - start, kind);
            }
        }

        return false;
    }

    /// <summary>The cells are put side by side, and then read as the fields of a JSON row are.</summary>
    protected override void Take(ITextRow row, IngestRequest request)
    {
        LogFields fields = default;
        var texts = cellScratch ??= new ArrayBufferWriter<byte>();
        texts.ResetWrittenCount();
        for (var i = 0; i < LogColumns.Count; i++)
        {
            var kind = row.Cell(i, out var text);
            fields[i] = new LogField(
                texts.WrittenCount, text.Length, kind switch { CellKind.Missing => FieldKind.Missing, CellKind.Null => FieldKind.Null, _ => FieldKind.Text });
            texts.Write(text);
        }

        if (TryEncode(texts.WrittenSpan, row.Raw, texts.WrittenCount, ref fields, request.LogRows, out var column, out var reason))
        {
            request.CountRow();
        }
        else
        {
            request.Quarantine(row.Raw, column < 0 ? MissingColumns(ref fields) : [new RowProblem(LogColumns.Name(column), reason)], row.ToJson());
        }
    }

    /// <param name="json">Which the fields point into.</param>
    /// <param name="raw">The row as it was sent.</param>
    /// <param name="column">The column that does not fit; -1 when some are missing.</param>
    bool TryEncode(ReadOnlySpan<byte> json, ReadOnlySpan<byte> raw, int expected, ref LogFields fields, LogRows rows, out int column, out string reason)
    {
        reason = "";
        for (column = 0; column < LogColumns.Count; column++)
        {
            if (fields[column].Kind is FieldKind.Missing or FieldKind.Null)
            {
                column = -1;
                return false;
            }
        }

        var parts = partsScratch ??= new byte[2 * SeriesKey.MaxPartBytes];
        column = LogColumns.Timestamp;
        if (!TryReadTimestamp(json, fields[column], out var seconds, out reason))
        {
            return false;
        }

        column = LogColumns.Service;
        if (!TryReadPart(json, fields[column], parts.AsSpan(0, SeriesKey.MaxPartBytes), out var service, out reason))
        {
            return false;
        }

        column = LogColumns.Severity;
        if (!TryReadPart(json, fields[column], parts.AsSpan(SeriesKey.MaxPartBytes), out var severity, out reason))
        {
            return false;
        }

        var known = series.Known.Find(service, severity);
        var tuple = rows.Tuples.Reserve(json.Length + TupleOverhead, expected);
        BinaryPrimitives.WriteInt16BigEndian(tuple, 7);
        BinaryPrimitives.WriteInt32BigEndian(tuple[2..], sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(tuple[6..], known?.Series.Id ?? 0);
        BinaryPrimitives.WriteInt32BigEndian(tuple[10..], sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(tuple[14..], (seconds * 1_000_000) - MicrosecondsFrom1970To2000);
        var length = 22;
        foreach (var text in LogColumns.Texts)
        {
            column = text;
            if (WriteText(json, fields[text], tuple[length..], out var written) is { } problem)
            {
                reason = problem;
                return false;
            }

            length += written;
        }

        var minute = (int)(seconds / 60);
        if (known is not null)
        {
            rows.Add(known, minute, length);
        }
        else
        {
            rows.AddUnknown(service, severity, minute, length, raw);
        }

        return true;
    }

    static bool TryReadTimestamp(ReadOnlySpan<byte> json, LogField field, out long seconds, out string reason)
    {
        var text = json.Slice(field.Start, field.Length);
        if (field.Kind == FieldKind.EscapedText)
        {
            Span<byte> plain = stackalloc byte[64];
            if (text.Length <= plain.Length && JsonText.Unescape(text, plain, out var written) is null
                && Timestamps.TryParseDateTime(plain[..written], out seconds))
            {
                reason = "";
                return true;
            }
        }
        else if (Timestamps.TryParseDateTime(text, out seconds))
        {
            reason = "";
            return true;
        }

        seconds = 0;
        reason = "is no DateTime: expected one such as 2026-11-20 09:15:00, ISO 8601, or seconds since 1970, from 1970-01-01 to 2106-02-07";
        return false;
    }

    static bool TryReadPart(
        ReadOnlySpan<byte> json, LogField field, Span<byte> scratch, scoped out ReadOnlySpan<byte> part, out string reason)
    {
        part = json.Slice(field.Start, field.Length);
        reason = "";
        if (field.Kind == FieldKind.EscapedText)
        {
            // An escape has at most six bytes for each one that it stands for.
            if (part.Length <= SeriesKey.MaxPartBytes)
            {
                if (JsonText.Unescape(part, scratch, out var written) is { } problem)
                {
                    reason = problem;
                    return false;
                }

                part = scratch[..written];
            }
            else
            {
                var plain = new byte[part.Length];
                if (JsonText.Unescape(part, plain, out var written) is { } problem)
                {
                    reason = problem;
                    return false;
                }

                part = plain.AsSpan(0, written);
            }
        }

        if (part.Length <= SeriesKey.MaxPartBytes)
        {
            return true;
        }

        reason = $"is longer than {SeriesKey.MaxPartBytes} bytes";
        return false;
    }

    static string? WriteText(ReadOnlySpan<byte> json, LogField field, Span<byte> tuple, out int written)
    {
        var text = json.Slice(field.Start, field.Length);
        var length = text.Length;
        string? problem = null;
        if (field.Kind == FieldKind.EscapedText)
        {
            problem = JsonText.Unescape(text, tuple[sizeof(int)..], out length);
        }
        else
        {
            text.CopyTo(tuple[sizeof(int)..]);
        }

        BinaryPrimitives.WriteInt32BigEndian(tuple, length);
        written = length + sizeof(int);
        return problem;
    }

    static List<RowProblem> MissingColumns(ref LogFields fields)
    {
        List<RowProblem> problems = [];
        for (var column = 0; column < LogColumns.Count; column++)
        {
            if (fields[column].Kind is FieldKind.Missing or FieldKind.Null)
            {
                problems.Add(new(LogColumns.Name(column), fields[column].Kind == FieldKind.Null ? "is null" : "is missing"));
            }
        }

        return problems;
    }

    enum FieldKind : byte
    {
        Missing,
        Null,
        Text,
        EscapedText,

        /// <summary>A number, a boolean, an object or an array, whose JSON text becomes the value.</summary>
        Json,
    }

    readonly record struct LogField(int Start, int Length, FieldKind Kind);

    [InlineArray(LogColumns.Count)]
    struct LogFields
    {
        LogField first;
    }
}
