namespace Grainwatch.Domain.Baselines;

/// <summary>Which counts are unusual enough to tell.</summary>
[Flags]
public enum BaselineDirection
{
    Up = 1,
    Down = 2,
    Both = Up | Down,
}

/// <summary>How a <see cref="SeasonalBaseline"/> learns and judges.</summary>
public sealed record BaselineSettings
{
    /// <summary>
    /// Probability below which a count is an anomaly: of a count as high (or as low) in this series at this time of day. It is per minute
    /// and window, so 1e-6 would be one false alarm in two years if counts followed the model to the letter; real ones have heavier tails.
    /// Above 0 and below 0.1.
    /// </summary>
    public double Risk { get; init; } = 1e-6;

    /// <summary>Default: up.</summary>
    public BaselineDirection Direction { get; init; } = BaselineDirection.Up;

    /// <summary>A window with fewer logs than this is never an anomaly upwards, however quiet the series is. Default 5.</summary>
    public long MinimumCount { get; init; } = 5;

    /// <summary>Minutes to learn before the first verdict. At least 10; default 60.</summary>
    public int WarmUpMinutes { get; init; } = 60;

    /// <summary>
    /// Share of a new minute in the level. 0.002 forgets half in about six hours, so a lasting change is usual within a day. Above 0 and
    /// at most 0.1.
    /// </summary>
    public double LevelRate { get; init; } = 0.002;

    /// <summary>Share of a new minute in the dispersions. 0.0005 forgets half in about a day. Above 0 and at most 0.1.</summary>
    public double DispersionRate { get; init; } = 0.0005;

    /// <summary>Share of a new minute in its quarter of an hour of the day. 0.01 forgets half in about five days. Above 0 and at most 0.5.</summary>
    public double SeasonRate { get; init; } = 0.01;

    /// <summary>Minutes that a quarter of an hour must have been learnt from before it counts: 30 is two days. 1 to 255.</summary>
    public int SeasonTrust { get; init; } = 30;

    /// <summary>Standard deviations at which a count is cut off before it is learnt, so that a burst does not become the baseline. Above 0; default 4.</summary>
    public double Winsorise { get; init; } = 4;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Risk is > 0 and < 0.1, nameof(Risk), Risk, "must be above 0 and below 0.1");
        Check(Direction is >= BaselineDirection.Up and <= BaselineDirection.Both, nameof(Direction), Direction, "must be Up, Down or Both");
        Check(MinimumCount >= 0, nameof(MinimumCount), MinimumCount, "must be 0 or more");
        Check(WarmUpMinutes >= 10, nameof(WarmUpMinutes), WarmUpMinutes, "must be 10 or more");
        Check(LevelRate is > 0 and <= 0.1, nameof(LevelRate), LevelRate, "must be above 0 and at most 0.1");
        Check(DispersionRate is > 0 and <= 0.1, nameof(DispersionRate), DispersionRate, "must be above 0 and at most 0.1");
        Check(SeasonRate is > 0 and <= 0.5, nameof(SeasonRate), SeasonRate, "must be above 0 and at most 0.5");
        Check(SeasonTrust is >= 1 and <= 255, nameof(SeasonTrust), SeasonTrust, "must be 1 to 255");
        Check(Winsorise > 0, nameof(Winsorise), Winsorise, "must be above 0");
    }

    static void Check(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
        }
    }
}
