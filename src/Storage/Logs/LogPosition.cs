using System.Globalization;

namespace Grainwatch.Storage.Logs;

/// <summary>
/// Where a log stands: by its time, and among those of the same time by its place in the table, which never changes, because logs are
/// added and deleted, and never updated. Without a place it is the moment itself, before every log of that time.
/// </summary>
public readonly record struct LogPosition(DateTimeOffset Time, long Partition = 0, long Block = 0, int Row = 0)
{
    public bool IsLog => Partition != 0;

    internal string Place => $"({Block},{Row})";

    /// <returns>Null when it is none.</returns>
    public static LogPosition? Parse(string text)
    {
        var numbers = new long[4];
        var parts = text.Split('-');
        if (parts.Length is not (1 or 4))
        {
            return null;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        // What no Postgres ever gave out would be an error of the query.
        return numbers[0] <= (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            && numbers[1] <= uint.MaxValue && numbers[2] <= uint.MaxValue && numbers[3] <= ushort.MaxValue
            ? new LogPosition(DateTimeOffset.UnixEpoch.AddMicroseconds(numbers[0]), numbers[1], numbers[2], (int)numbers[3])
            : null;
    }

    internal static LogPosition Of(DateTimeOffset time, uint partition, string place)
    {
        var parts = place.Trim('(', ')').Split(',');
        return new LogPosition(time, partition, long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public override string ToString()
    {
        var microseconds = (Time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return IsLog
            ? string.Create(CultureInfo.InvariantCulture, $"{microseconds}-{Partition}-{Block}-{Row}")
            : microseconds.ToString(CultureInfo.InvariantCulture);
    }
}
