namespace Grainwatch.Domain.Baselines;

/// <summary>How a <see cref="ResidualRankDetector"/> learns and judges.</summary>
public sealed record ResidualRankSettings
{
    /// <summary>
    /// How rare a residual must be: 1e-3 is one in a thousand. Nothing can be rarer than what has been seen, so the first 1 / Risk values
    /// are never an anomaly. Above 0 and below 0.1; default 1e-3.
    /// </summary>
    public double Risk { get; init; } = 1e-3;

    /// <summary>Share of a new value in the mean of its half hour of the day. Above 0 and at most 1; default 0.1.</summary>
    public double SeasonRate { get; init; } = 0.1;

    /// <summary>Share of a new value in the mean that stands in for a half hour not seen yet. Above 0 and at most 1; default 0.01.</summary>
    public double LevelRate { get; init; } = 0.01;

    /// <summary>Share of a new residual in the scale that residuals are measured by. Above 0 and at most 1; default 0.001.</summary>
    public double ScaleRate { get; init; } = 0.001;

    /// <summary>
    /// Values after an alarm during which only a rarer one is another alarm. It keeps one incident from being a hundred alarms.
    /// 0 or more; default 200.
    /// </summary>
    public int Refractory { get; init; } = 200;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Risk is > 0 and < 0.1, nameof(Risk), Risk, "must be above 0 and below 0.1");
        Check(SeasonRate is > 0 and <= 1, nameof(SeasonRate), SeasonRate, "must be above 0 and at most 1");
        Check(LevelRate is > 0 and <= 1, nameof(LevelRate), LevelRate, "must be above 0 and at most 1");
        Check(ScaleRate is > 0 and <= 1, nameof(ScaleRate), ScaleRate, "must be above 0 and at most 1");
        Check(Refractory >= 0, nameof(Refractory), Refractory, "must be 0 or more");
    }

    static void Check(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
        }
    }
}
