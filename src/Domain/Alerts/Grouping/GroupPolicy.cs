namespace Grainwatch.Domain.Alerts.Grouping;

/// <summary>When a group of alerts tells its receiver something.</summary>
public sealed record GroupPolicy
{
    /// <summary>How long a group waits before its first notification, so that alerts that belong together go together. Default 30 s.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least time between two notifications of a group. Default 5 min.</summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long the receiver is reminded of what still fires. Default 4 h.</summary>
    public TimeSpan RepeatInterval { get; init; } = TimeSpan.FromHours(4);

    /// <summary>When set, each reminder comes after twice the time of the one before, up to this. Default: all come at the same interval.</summary>
    public TimeSpan? RepeatMax { get; init; }

    /// <summary>How long the receiver is not told again of an alert that it was told of, should it resolve and fire anew. Default 0.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.Zero;

    /// <summary>Whether the receiver is told that an alert has resolved. Default true.</summary>
    public bool SendResolved { get; init; } = true;

    public FlapDamping Flapping { get; init; } = new();

    /// <summary>The route is gone: the group only says what it still owes, which is that alerts have resolved.</summary>
    public bool IsRetired { get; init; }

    /// <param name="repeats">How many reminders there were since the last news.</param>
    public TimeSpan RepeatAfter(int repeats)
    {
        if (RepeatMax is not { } max)
        {
            return RepeatInterval;
        }

        var factor = Math.Pow(2, Math.Min(repeats, 30));
        return RepeatInterval * factor < max ? RepeatInterval * factor : max;
    }
}
