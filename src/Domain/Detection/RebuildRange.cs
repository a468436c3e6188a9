using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Detection;

/// <summary>Which minutes a monitor must read and judge when it is rebuilt.</summary>
/// <param name="ReadFrom">From here on the counts must come from Postgres.</param>
/// <param name="JudgeFrom">From here on they must be judged; not before <paramref name="ReadFrom"/>.</param>
public readonly record struct RebuildRange(Minute ReadFrom, Minute JudgeFrom)
{
    /// <param name="judgedUpTo">What <see cref="ISeriesHistory.JudgedUpToAsync"/> says.</param>
    /// <param name="capturedAt">When the snapshot was taken that the monitor was restored from; null without one.</param>
    public static RebuildRange For(Minute? judgedUpTo, DateTimeOffset? capturedAt, DetectionOptions options, DateTimeOffset now)
    {
        var clock = Minute.Of(now);
        var window = clock - options.WindowMinutes + 1;
        // Late logs may have come into minutes that were judged before: as far back as logs may be late, all is judged again.
        var judgeFrom = Minute.Min(clock, (judgedUpTo ?? clock - 1) + 1) - options.LateMinutes;
        var countFrom = capturedAt is { } captured ? Minute.Max(window, Minute.Of(captured) - options.LateMinutes) : window;
        return new RebuildRange(Minute.Min(countFrom, judgeFrom), judgeFrom);
    }
}
