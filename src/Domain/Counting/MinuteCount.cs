using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Counting;

/// <summary>How many logs fell into one minute.</summary>
public readonly record struct MinuteCount(Minute Minute, long Count);
