using Grainwatch.Domain.Alerts.Muting;

namespace Grainwatch.Domain.Alerts.Grouping;

/// <summary>What a group knows of one alert. Plain values, so that it can be stored.</summary>
public sealed record GroupedAlert
{
    /// <summary>The newest episode.</summary>
    public required Alert Alert { get; init; }

    /// <summary>When the group heard of that episode.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When the group heard that it has resolved; null while it fires.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether the receiver believes that the alert fires.</summary>
    public bool IsTold { get; init; }

    /// <summary>When the receiver was last told that the alert began to fire.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>When its episodes began, oldest first, as far back as damping looks.</summary>
    public IReadOnlyList<DateTimeOffset> Firings { get; init; } = [];

    /// <summary>Somebody looks after it: no reminders.</summary>
    public bool IsAcknowledged { get; init; }

    /// <summary>Why it was muted when the group last looked.</summary>
    public MuteReason? MutedBy { get; init; }

    /// <summary>When to look again whether it is still muted.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }
}
