using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Logs;

namespace Grainwatch.Api.Activity;

/// <summary>
/// The last hour of every series, and how far each minute of it is from what is normal there. Read at most once a second, however many
/// pages ask; what is usual, every few minutes.
/// </summary>
sealed class ActivityReader(CountReader counts, SeriesReader series, ThresholdBook thresholds, TimeProvider time)
{
    public const int Minutes = 60;

    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    static readonly TimeSpan UsualFresh = TimeSpan.FromMinutes(5);

    readonly SemaphoreSlim reading = new(1);
    Snapshot current = new(default, []);
    DateTimeOffset readAt;
    DateTimeOffset usualAt;
    IReadOnlyDictionary<int, double> usual = new Dictionary<int, double>();

    public async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (now - readAt >= Fresh || now < readAt)
            {
                current = await ReadAsync(now, cancellationToken);
                readAt = now;
            }

            return current;
        }
        finally
        {
            reading.Release();
        }
    }

    async Task<Snapshot> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - usualAt >= UsualFresh || now < usualAt)
        {
            usual = await counts.UsualAsync(now.AddHours(-25), now.AddHours(-1), cancellationToken);
            usualAt = now;
        }

        var first = Minute.Of(now) - Minutes + 1;
        Dictionary<int, long[]> byId = [];
        foreach (var (id, minute, count) in await counts.FromAsync(first, cancellationToken))
        {
            if (minute - first is >= 0 and < Minutes)
            {
                (byId.TryGetValue(id, out var row) ? row : byId[id] = new long[Minutes])[minute - first] = count;
            }
        }

        List<SeriesActivity> active = [];
        foreach (var entry in await series.ListAsync([.. byId.Keys], cancellationToken))
        {
            var threshold = thresholds.Current.For(entry.Series.Key)?.PerMinute;
            active.Add(new SeriesActivity(entry.Series.Key, entry.IsFiring, threshold, threshold ?? Usual(entry.Series.Id), byId[entry.Series.Id]));
        }

        return new Snapshot(first, active);
    }

    /// <summary>
    /// What a minute may hold without being unusual, where no threshold says: the mean of the past day, and three standard deviations of
    /// Poisson's distribution, but never so few that a single log stands out.
    /// </summary>
    double? Usual(int id) => usual.TryGetValue(id, out var mean) ? mean + (3 * Math.Sqrt(mean)) + 3 : null;

    public sealed record Snapshot(Minute First, IReadOnlyList<SeriesActivity> Series);
}

/// <param name="Limit">What a minute is held against: the threshold, or else what is usual; null while neither is known.</param>
sealed record SeriesActivity(SeriesKey Key, bool IsFiring, double? Threshold, double? Limit, long[] Counts)
{
    /// <summary>1 is as much as is normal; null where nothing says what is.</summary>
    public double? Ratio(int minute) => Limit is { } limit ? limit > 0 ? Counts[minute] / limit : Counts[minute] > 0 ? Counts[minute] + 1 : 0 : null;

    public double Worst => Limit is null ? 0 : Enumerable.Range(0, Counts.Length).Max(minute => Ratio(minute) ?? 0);
}
