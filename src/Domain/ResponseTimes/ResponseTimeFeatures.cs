namespace Grainwatch.Domain.ResponseTimes;

/// <summary>
/// What the forest sees of a response time: how much slower it is than those before it, never the time itself. Only slowdowns count: a
/// faster response is 0 in every feature.
/// </summary>
/// <param name="ShortZ">Robust standard deviations above the median of the short window.</param>
/// <param name="LongZ">The same for the long window.</param>
/// <param name="Change">Slowdown as a share of the median of the short window.</param>
/// <param name="Change3">The same for the median of the last 3 responses, this one included: large only when two agree.</param>
/// <param name="Change5">The same for the last 5.</param>
public readonly record struct ResponseTimeFeatures(float ShortZ, float LongZ, float Change, float Change3, float Change5)
{
    /// <summary>Number of features.</summary>
    public const int Count = 5;

    /// <summary>Writes the features in their order.</summary>
    public void CopyTo(Span<float> row) => (row[0], row[1], row[2], row[3], row[4]) = (ShortZ, LongZ, Change, Change3, Change5);
}

/// <summary>One response to train on.</summary>
public readonly record struct TrainingRow(DateTimeOffset At, ResponseTimeFeatures Features);
