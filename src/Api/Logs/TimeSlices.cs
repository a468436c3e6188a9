namespace Grainwatch.Api.Logs;

/// <summary>A range in slices of a length that people can read: one that hours and days can be divided into.</summary>
sealed record TimeSlices(DateTimeOffset From, DateTimeOffset To, TimeSpan Length)
{
    /// <summary>Counts are kept by the minute.</summary>
    static readonly int[] Minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];

    static readonly DateTimeOffset Origin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whole slices around the range, about as many as asked for.</summary>
    public static TimeSlices Of(DateTimeOffset from, DateTimeOffset to, int about)
    {
        if (to <= from)
        {
            to = from.AddMinutes(1);
        }

        var wanted = (to - from) / about;
        var minutes = Minutes.Where(minutes => TimeSpan.FromMinutes(minutes) >= wanted).DefaultIfEmpty((int)Math.Ceiling(wanted.TotalDays) * 1440).First();
        var length = TimeSpan.FromMinutes(minutes);
        var last = Floor(to, length);
        return new TimeSlices(Floor(from, length), last < to ? last + length : last, length);
    }

    public IEnumerable<DateTimeOffset> Starts => Enumerable.Range(0, (int)((To - From).Ticks / Length.Ticks)).Select(i => From + (i * Length));

    public LogHistogram Histogram(IEnumerable<(DateTimeOffset Slice, string Severity, long Count)> counts, DateTimeOffset countedFrom)
    {
        var bySeverity = counts.ToLookup(count => count.Severity);
        var slices = (int)((To - From).Ticks / Length.Ticks);
        List<string> severities = [.. bySeverity.Select(severity => severity.Key).Order(StringComparer.Ordinal)];
        var rows = severities.Select(severity =>
        {
            var row = new long[slices];
            foreach (var (slice, _, count) in bySeverity[severity])
            {
                row[(int)((slice - From).Ticks / Length.Ticks)] += count;
            }

            return row;
        });
        return new LogHistogram(
            (int)Length.TotalSeconds,
            [.. Starts.Select(start => start.ToUnixTimeSeconds())],
            severities,
            [.. rows],
            countedFrom.UtcDateTime);
    }

    static DateTimeOffset Floor(DateTimeOffset time, TimeSpan length)
    {
        var past = (time - Origin).Ticks % length.Ticks;
        return time.AddTicks(past < 0 ? -past - length.Ticks : -past);
    }
}
