using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Detection;

/// <summary>The minutes around the clock that are judged.</summary>
readonly record struct LivePeriod(Minute First, Minute Last)
{
    public static LivePeriod Around(Minute clock, DetectionOptions options) =>
        new(clock - options.LateMinutes, clock + options.AheadMinutes);

    public bool Contains(Minute minute) => First <= minute && minute <= Last;
}
