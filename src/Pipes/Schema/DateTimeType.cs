using System.Text.Json;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Pipes.Schema;

/// <summary>DateTime (whole seconds) and DateTime64(n): moments in UTC. What is finer than the type holds is cut off, as ClickHouse does.</summary>
sealed class DateTimeType : ColumnType
{
    /// <summary>Postgres counts from the year 2000.</summary>
    const long EpochMicroseconds = 946_684_800_000_000;

    DateTimeType(string name, int digits) : base(name, $"timestamptz({Math.Min(digits, 6)})", 1184, ResultStyle.Time)
    {
        Digits = Math.Min(digits, 6);
    }

    /// <summary>Of a second's fraction; Postgres keeps six at most.</summary>
    public int Digits { get; }

    public override string EmptyLiteral => "'1970-01-01 00:00:00+00'";

    public static DateTimeType Seconds { get; } = new("DateTime", 0);

    public static DateTimeType Fractions(int digits) => new($"DateTime64({digits})", digits);

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        if (value.Kind is not (JsonTokenType.String or JsonTokenType.Number) || !TryParse(value, out var microseconds))
        {
            return $"{Misfit(value)}; expected one such as 2026-11-20 09:15:00, ISO 8601, or seconds since 1970";
        }

        Encode(microseconds, tuple);
        return null;
    }

    internal void Encode(DateTimeOffset time, CopyBuffer tuple) =>
        Encode((time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond, tuple);

    bool TryParse(JsonSlice value, out long microseconds)
    {
        var text = value.Kind == JsonTokenType.String ? value.Inner : value.Text;
        if (Digits > 0)
        {
            return Timestamps.TryParse(text, out microseconds);
        }

        var parsed = Timestamps.TryParseDateTime(text, out var seconds);
        microseconds = seconds * 1_000_000;
        return parsed;
    }

    void Encode(long unixMicroseconds, CopyBuffer tuple)
    {
        var unit = 1_000_000L;
        for (var i = 0; i < Digits; i++)
        {
            unit /= 10;
        }

        var microseconds = unixMicroseconds - EpochMicroseconds;
        tuple.Int32(8);
        tuple.Int64(microseconds - (((microseconds % unit) + unit) % unit));
    }
}
