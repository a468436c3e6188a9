using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Ingest;

/// <summary>Rows of <c>log_anomaly_thresholds</c>.</summary>
sealed class ThresholdEncoder : IRowEncoder
{
    const long MicrosecondsFrom1970To2000 = 946_684_800_000_000;

    public CopyTarget Target { get; } = new(
        "grainwatch", "log_anomaly_thresholds", ["service", "severity", "threshold_per_minute", "active", "updated_at"]);

    public bool TryEncode(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> tuples, ICollection<RowProblem> problems)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var row = document.RootElement;
        if (row.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new("", "is not a JSON object"));
            return false;
        }

        var before = problems.Count;
        var service = Text(row, "service", problems);
        var severity = Text(row, "severity", problems);
        var threshold = Number(row, "threshold_per_minute", problems);
        var active = Number(row, "active", problems);
        if (active is < 0 or > byte.MaxValue || active != Math.Floor(active))
        {
            problems.Add(new("active", "is no UInt8: expected a whole number from 0 to 255"));
        }

        var updatedAt = Time(row, problems);
        if (problems.Count > before)
        {
            return false;
        }

        Write(tuples, sizeof(short), span => BinaryPrimitives.WriteInt16BigEndian(span, 5));
        Write(tuples, service);
        Write(tuples, severity);
        Field(tuples, sizeof(double), span => BinaryPrimitives.WriteDoubleBigEndian(span, threshold));
        Field(tuples, sizeof(short), span => BinaryPrimitives.WriteInt16BigEndian(span, (short)active));
        Field(tuples, sizeof(long), span => BinaryPrimitives.WriteInt64BigEndian(span, (updatedAt * 1_000_000) - MicrosecondsFrom1970To2000));
        return true;
    }

    static string Text(JsonElement row, string column, ICollection<RowProblem> problems)
    {
        if (!row.TryGetProperty(column, out var value) || value.ValueKind != JsonValueKind.String)
        {
            problems.Add(new(column, "is missing or no string"));
            return "";
        }

        try
        {
            var text = value.GetString()!;
            if (text.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(text) > Domain.Series.SeriesKey.MaxPartBytes)
            {
                problems.Add(new(column, $"holds U+0000 or is longer than {Domain.Series.SeriesKey.MaxPartBytes} bytes"));
            }

            return text;
        }
        catch (InvalidOperationException)
        {
            problems.Add(new(column, "holds half of a surrogate pair"));
            return "";
        }
    }

    static double Number(JsonElement row, string column, ICollection<RowProblem> problems)
    {
        if (row.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        problems.Add(new(column, "is missing or no number"));
        return 0;
    }

    static long Time(JsonElement row, ICollection<RowProblem> problems)
    {
        if (row.TryGetProperty("updated_at", out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            && Timestamps.TryParseDateTime(Encoding.UTF8.GetBytes(value.GetRawText().Trim('"')), out var seconds))
        {
            return seconds;
        }

        problems.Add(new("updated_at", "is missing or no DateTime: expected one such as 2026-11-20 09:15:00"));
        return 0;
    }

    static void Write(ArrayBufferWriter<byte> tuples, string text) =>
        Field(tuples, Encoding.UTF8.GetByteCount(text), span => Encoding.UTF8.GetBytes(text, span));

    static void Field(ArrayBufferWriter<byte> tuples, int length, SpanAction fill)
    {
        Write(tuples, sizeof(int), span => BinaryPrimitives.WriteInt32BigEndian(span, length));
        Write(tuples, length, fill);
    }

    static void Write(ArrayBufferWriter<byte> tuples, int length, SpanAction fill)
    {
        fill(tuples.GetSpan(length));
        tuples.Advance(length);
    }

    delegate void SpanAction(Span<byte> span);
}
