using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Grains.Series;

/// <summary>Reads what monitors of this silo are rebuilt from, those that ask at the same time together.</summary>
public sealed class MonitorReader
{
    const int Together = 1000;
    readonly ISeriesHistory history;
    readonly DetectionOptions options;
    readonly TimeProvider time;
    readonly Coalescer<Request, Answer> reads;

    public MonitorReader(ISeriesHistory history, DetectionOptions options, TimeProvider time)
    {
        this.history = history;
        this.options = options;
        this.time = time;
        reads = new Coalescer<Request, Answer>(ReadAsync, Together);
    }

    /// <param name="capturedAt">When the snapshot was taken that the monitor was restored from; null without one.</param>
    public Task<Answer> ReadAsync(SeriesRef series, DateTimeOffset? capturedAt) => reads.AskAsync(new Request(series, capturedAt));

    async Task<IReadOnlyList<Answer>> ReadAsync(IReadOnlyList<Request> requests)
    {
        var now = time.GetUtcNow();
        var judgedUpTo = await history.JudgedUpToAsync(CancellationToken.None);
        RebuildRange[] ranges = [.. requests.Select(request => RebuildRange.For(judgedUpTo, request.CapturedAt, options, now))];
        // From the earliest on for all: to be given more than was asked for does a monitor no harm.
        var from = ranges.Min(range => range.ReadFrom.Number);
        var histories = await history.ReadAsync([.. requests.Select(request => request.Series)], new Minute(from), CancellationToken.None);
        return [.. histories.Zip(ranges, (read, range) => new Answer(read, range))];
    }

    public sealed record Answer(SeriesHistory History, RebuildRange Range);

    sealed record Request(SeriesRef Series, DateTimeOffset? CapturedAt);
}
