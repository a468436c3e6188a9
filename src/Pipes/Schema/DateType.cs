using System.Text.Json;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Pipes.Schema;

/// <summary>Date: a date, or the date of a time.</summary>
sealed class DateType() : ColumnType("Date", "date", 1082, ResultStyle.Text)
{
    const long MicrosecondsPerDay = 86_400_000_000;

    /// <summary>Postgres counts from the year 2000.</summary>
    const int EpochDays = 10_957;

    public override string EmptyLiteral => "'1970-01-01'";

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        if (value.Kind != JsonTokenType.String || !Timestamps.TryParse(value.Inner, out var microseconds))
        {
            return $"{Misfit(value)}; expected one such as 2026-11-20";
        }

        tuple.Int32(4);
        tuple.Int32((int)(Math.Floor((double)microseconds / MicrosecondsPerDay) - EpochDays));
        return null;
    }
}
