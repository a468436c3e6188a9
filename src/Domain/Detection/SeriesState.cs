namespace Grainwatch.Domain.Detection;

/// <summary>How a series is, taken all in all: the worst of what its threshold and its rules say.</summary>
public enum SeriesState
{
    Ok,

    /// <summary>A rule has seen minutes that breach, and not enough of them to fire.</summary>
    Pending,

    /// <summary>All that fires has begun to recover.</summary>
    Recovering,

    Firing,
}
