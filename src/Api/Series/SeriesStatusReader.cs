using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Domain.Time;

namespace Grainwatch.Api.Series;

/// <summary>The live state of any series that ever had a log, also of one that nobody watches.</summary>
sealed class SeriesStatusReader(
    IDetectionEngine engine, ISeriesHistory history, ThresholdBook thresholds, DetectionOptions options, TimeProvider time)
{
    /// <returns>Null when no log of it was ever stored.</returns>
    public async Task<SeriesStatus?> FindAsync(SeriesKey series, CancellationToken cancellationToken) =>
        await engine.FindAsync(series, cancellationToken) is { } watched ? watched
        : await history.FindAsync(series, cancellationToken) is not null ? Silent(series)
        : null;

    /// <summary>Silent for longer than the window: nobody watches it until its next log.</summary>
    SeriesStatus Silent(SeriesKey series)
    {
        var first = Minute.Of(time.GetUtcNow()) - options.WindowMinutes + 1;
        return new SeriesStatus(
            [.. Enumerable.Range(0, options.WindowMinutes).Select(i => new MinuteCount(first + i, 0))], thresholds.Current.For(series)?.PerMinute, []);
    }
}
