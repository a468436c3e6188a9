using Grainwatch.Domain.Time;
using Grainwatch.Storage.Logs;

namespace Grainwatch.Api.Logs;

/// <summary>Looks for logs from the newest back, for as long as an answer may take.</summary>
sealed class LogSearch(LogReader logs, CountReader counts, TimeProvider time)
{
    static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    /// <param name="before">Where to begin; null for the newest.</param>
    public async Task<LogsFound> FindAsync(LogFilter filter, DateTimeOffset from, LogPosition? before, int limit, CancellationToken cancellationToken)
    {
        var stretch = new Stretch(time, Budget);
        var end = before ?? new LogPosition(await EndAsync(cancellationToken));
        List<LogLine> found = [];
        while (end.Time >= from && !(end.Time == from && !end.IsLog))
        {
            var start = stretch.From(end.Time, from);
            found.AddRange(await logs.ReadAsync(filter, start, end, limit - found.Count, cancellationToken));
            if (found.Count == limit)
            {
                return new LogsFound(found, found[^1].Position, found[^1].Position.Time);
            }

            end = new LogPosition(start);
            stretch.Looked();
            if (stretch.IsUsedUp && start > from)
            {
                return new LogsFound(found, end, start);
            }
        }

        return new LogsFound(found, null, from);
    }

    /// <summary>How many there are by slice, the newest slices first for as long as an answer may take.</summary>
    public async Task<(IReadOnlyList<(DateTimeOffset Slice, string Severity, long Count)> Counts, DateTimeOffset CountedFrom)> CountAsync(
        LogFilter filter, DateTimeOffset from, DateTimeOffset to, TimeSpan slice, CancellationToken cancellationToken)
    {
        if (!filter.NeedsRows)
        {
            return (await counts.BySeverityAsync(filter, from, to, slice, cancellationToken), from);
        }

        var stretch = new Stretch(time, Budget);
        var last = await EndAsync(cancellationToken);
        var end = last < to ? last : to;
        Dictionary<(DateTimeOffset, string), long> sums = [];
        while (end > from && !stretch.IsUsedUp)
        {
            var start = stretch.From(end, from);
            foreach (var (at, severity, count) in await logs.CountAsync(filter, start, end, slice, cancellationToken))
            {
                sums[(at, severity)] = sums.GetValueOrDefault((at, severity)) + count;
            }

            end = start;
            stretch.Looked();
        }

        return ([.. sums.Select(sum => (sum.Key.Item1, sum.Key.Item2, sum.Value))], end < from ? from : end);
    }

    /// <summary>Behind the last log, so that no time is spent on a time without any. Logs may be ahead of the clock.</summary>
    async Task<DateTimeOffset> EndAsync(CancellationToken cancellationToken) =>
        (await counts.LastAsync(cancellationToken) ?? Minute.Of(time.GetUtcNow())).End;
}

/// <param name="Next">Where to go on; null when all was looked through.</param>
/// <param name="SearchedTo">How far back was looked.</param>
sealed record LogsFound(IReadOnlyList<LogLine> Lines, LogPosition? Next, DateTimeOffset SearchedTo);
