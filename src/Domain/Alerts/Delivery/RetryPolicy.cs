namespace Grainwatch.Domain.Alerts.Delivery;

/// <summary>When a message that could not be delivered is tried again.</summary>
/// <param name="First">The wait after the first attempt; it doubles with each one.</param>
/// <param name="Max">The longest wait.</param>
/// <param name="Attempts">After so many, the message is dead.</param>
public sealed record RetryPolicy(TimeSpan First, TimeSpan Max, int Attempts)
{
    /// <param name="attempts">How many there were.</param>
    /// <param name="jitter">From 0 to 1. Waits between half and all of the time, so that what failed together does not come back together.</param>
    /// <returns>Null when there were enough.</returns>
    public TimeSpan? WaitAfter(int attempts, double jitter)
    {
        if (attempts >= Attempts)
        {
            return null;
        }

        var full = First * Math.Pow(2, Math.Min(attempts - 1, 30));
        return (full < Max ? full : Max) * (0.5 + (jitter / 2));
    }
}
