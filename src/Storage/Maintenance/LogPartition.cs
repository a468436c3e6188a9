using System.Globalization;

namespace Grainwatch.Storage.Maintenance;

/// <summary>The days from <paramref name="From"/> to before <paramref name="To"/> (UTC), in one table.</summary>
public sealed record LogPartition(DateOnly From, DateOnly To)
{
    public bool Covers(DateOnly day) => From <= day && day < To;

    public bool Overlaps(LogPartition other) => From < other.To && other.From < To;

    /// <summary>The name of its table.</summary>
    public string Name => (To.DayNumber - From.DayNumber) switch
    {
        1 => string.Create(CultureInfo.InvariantCulture, $"log_entries_{From:yyyy_MM_dd}"),
        <= 31 => string.Create(CultureInfo.InvariantCulture, $"log_entries_{From:yyyy_MM}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"log_entries_{From:yyyy}"),
    };

    /// <summary>
    /// The partition to make for a day that has none: days for now, so that retention is exact and indexes are small; months and years
    /// for the past, so that a backfill of decades does not make thousands of tables.
    /// </summary>
    public static LogPartition For(DateOnly day, DateOnly today, IReadOnlyCollection<LogPartition> existing)
    {
        var month = new DateOnly(day.Year, day.Month, 1);
        var year = new DateOnly(day.Year, 1, 1);
        LogPartition ofDay = new(day, day.AddDays(1));
        if (day >= today.AddDays(-40) && day <= today.AddDays(2))
        {
            return ofDay;
        }

        LogPartition ofMonth = new(month, month.AddMonths(1));
        LogPartition ofYear = new(year, year.AddYears(1));
        LogPartition[] sizes = day >= today.AddYears(-2) && day <= today.AddYears(2) ? [ofMonth] : [ofYear, ofMonth];
        return sizes.FirstOrDefault(size => !existing.Any(size.Overlaps)) ?? ofDay;
    }
}
