namespace Grainwatch.Domain.Detection;

/// <summary>Decides whether a minute breaches a threshold. Pure.</summary>
static class ThresholdPolicy
{
    /// <summary>A minute without logs never breaches, not even a negative threshold: it has nothing to show.</summary>
    public static bool IsBreach(long count, double threshold) => count > 0 && count > threshold;
}
