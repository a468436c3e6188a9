using System.Globalization;

namespace Grainwatch.Storage.Maintenance;

/// <summary>How much time a partition spans at least.</summary>
public enum PartitionSpan
{
    Day,
    Month,
    Year,
}

/// <summary>The days from <paramref name="From"/> to before <paramref name="To"/> (UTC), in one table.</summary>
public sealed record TimePartition(DateOnly From, DateOnly To)
{
    static readonly (string Format, PartitionSpan Span)[] Suffixes =
        [("yyyy_MM_dd", PartitionSpan.Day), ("yyyy_MM", PartitionSpan.Month), ("yyyy", PartitionSpan.Year)];

    public bool Covers(DateOnly day) => From <= day && day < To;

    public bool Overlaps(TimePartition other) => From < other.To && other.From < To;

    /// <summary>The name of its table.</summary>
    public string NameFor(string table)
    {
        var span = (To.DayNumber - From.DayNumber) switch { 1 => PartitionSpan.Day, <= 31 => PartitionSpan.Month, _ => PartitionSpan.Year };
        return $"{table}_{From.ToString(Suffixes.First(suffix => suffix.Span == span).Format, CultureInfo.InvariantCulture)}";
    }

    /// <summary>The partition whose name <see cref="NameFor"/> made, or null for a table of somebody else.</summary>
    public static TimePartition? TryParse(string table, string name)
    {
        foreach (var (format, span) in Suffixes)
        {
            if (name.StartsWith($"{table}_", StringComparison.Ordinal)
                && DateOnly.TryParseExact(name.AsSpan(table.Length + 1), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
            {
                return Of(from, span);
            }
        }

        return null;
    }

    /// <summary>
    /// The partition to make for a day that has none: days for now, so that retention is exact and indexes are small; months and years
    /// for the past, so that a backfill of decades does not make thousands of tables.
    /// </summary>
    /// <param name="finest">What is wanted for now.</param>
    public static TimePartition For(DateOnly day, DateOnly today, IReadOnlyCollection<TimePartition> existing, PartitionSpan finest = PartitionSpan.Day)
    {
        var wanted = day >= today.AddDays(-40) && day <= today.AddDays(2) ? PartitionSpan.Day
            : day >= today.AddYears(-2) && day <= today.AddYears(2) ? PartitionSpan.Month
            : PartitionSpan.Year;
        for (var span = wanted > finest ? wanted : finest; span > PartitionSpan.Day; span--)
        {
            var partition = Of(day, span);
            if (!existing.Any(partition.Overlaps))
            {
                return partition;
            }
        }

        return Of(day, PartitionSpan.Day);
    }

    /// <summary>
    /// Made first and attached then: that way writers and readers of the other partitions go on, where CREATE TABLE ... PARTITION OF
    /// would wait for all of them and make all others wait.
    /// </summary>
    /// <param name="table">As SQL, like <paramref name="partition"/>.</param>
    internal string CreateSql(string table, string partition) =>
        $"""
        create table {partition} (like {table} including defaults);
        alter table {table} attach partition {partition} for values from ('{Literal(From)}') to ('{Literal(To)}');
        """;

    static string Literal(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 00:00:00+00";

    static TimePartition Of(DateOnly day, PartitionSpan span)
    {
        var month = new DateOnly(day.Year, day.Month, 1);
        var year = new DateOnly(day.Year, 1, 1);
        return span switch
        {
            PartitionSpan.Day => new(day, day.AddDays(1)),
            PartitionSpan.Month => new(month, month.AddMonths(1)),
            _ => new(year, year.AddYears(1)),
        };
    }
}
