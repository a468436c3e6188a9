namespace Grainwatch.Domain.ResponseTimes;

/// <summary>How bad a slowdown is. Each tier includes those below it.</summary>
public enum ResponseTimeTier
{
    /// <summary>Nothing to report, or not enough known yet.</summary>
    None,
    Medium,
    High,
    Critical,
}
