namespace Grainwatch.Domain.Alerts.Grouping;

/// <summary>
/// An alert that fires <see cref="Episodes"/> times within <see cref="Window"/> is flapping: it counts as firing until it has been quiet
/// for <see cref="Settle"/>, so its receiver hears neither each end nor each new beginning.
/// </summary>
public sealed record FlapDamping
{
    /// <summary>Default 4; 0 switches damping off.</summary>
    public int Episodes { get; init; } = 4;

    /// <summary>Default 30 min.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Default 10 min.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(10);

    /// <param name="firings">When the alert began to fire, oldest first; only as far back as it matters.</param>
    public bool IsFlapping(IReadOnlyList<DateTimeOffset> firings) =>
        Episodes > 0 && firings.Count >= Episodes && firings[^1] - firings[^Episodes] <= Window;
}
