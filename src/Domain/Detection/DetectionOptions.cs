namespace Grainwatch.Domain.Detection;

/// <summary>How monitors count and decide. Configuration section <c>Grainwatch:Detection</c>.</summary>
public sealed class DetectionOptions
{
    public const string Section = "Grainwatch:Detection";

    /// <summary>Minutes of counts that a monitor keeps, the current one included. Eight bytes each for every series.</summary>
    /// <value>More than <see cref="LateMinutes"/>, at most 1440. Default 60.</value>
    public int WindowMinutes { get; set; } = 60;

    /// <summary>How many minutes a log may lie behind the clock and still be judged. Older logs go into history only.</summary>
    /// <value>0 or more, less than <see cref="WindowMinutes"/>. Default 10.</value>
    public int LateMinutes { get; set; } = 10;

    /// <summary>How many minutes a log may lie ahead of the clock and be judged at once. Later ones are judged when their minute has passed.</summary>
    /// <value>0 to 60. Default 2.</value>
    public int AheadMinutes { get; set; } = 2;

    /// <summary>Minutes without a breach that must have passed on the clock before an anomaly resolves.</summary>
    /// <value>1 to 1440. Default 1.</value>
    public int CleanMinutes { get; set; } = 1;

    /// <returns>What is wrong, one sentence a setting, naming the setting and the fix; empty when all is well.</returns>
    public IEnumerable<string> Problems()
    {
        if (WindowMinutes is < 1 or > 1440)
        {
            yield return $"{Section}:{nameof(WindowMinutes)} is {WindowMinutes}: set it between 1 and 1440 minutes.";
        }

        if (LateMinutes < 0 || LateMinutes >= WindowMinutes)
        {
            yield return $"{Section}:{nameof(LateMinutes)} is {LateMinutes}: set it to 0 or more, and less than {nameof(WindowMinutes)} ({WindowMinutes}).";
        }

        if (AheadMinutes is < 0 or > 60)
        {
            yield return $"{Section}:{nameof(AheadMinutes)} is {AheadMinutes}: set it between 0 and 60 minutes.";
        }

        if (CleanMinutes is < 1 or > 1440)
        {
            yield return $"{Section}:{nameof(CleanMinutes)} is {CleanMinutes}: set it between 1 and 1440 minutes.";
        }
    }
}
