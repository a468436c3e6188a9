using Grainwatch.Domain.Alerts.Muting;

namespace Grainwatch.Domain.Alerts.Grouping;

/// <summary>What a receiver is to be told now.</summary>
/// <param name="Firing">Every alert of the group that fires and is not muted, also those that were told before.</param>
/// <param name="Resolved">Those that were told to be firing and have resolved since.</param>
/// <param name="ValidFor">How long the receiver may take the alerts to be firing if it hears no more: two reminders may be lost.</param>
public sealed record Notification(
    GroupKey Group,
    NotificationReason Reason,
    DateTimeOffset At,
    IReadOnlyList<NotifiedAlert> Firing,
    IReadOnlyList<NotifiedAlert> Resolved,
    TimeSpan ValidFor);

/// <param name="EndedAt">When the alert was seen to have resolved; null while it fires.</param>
/// <param name="IsNew">Whether the receiver had not been told of it.</param>
/// <param name="IsFlapping">Whether its next ends and beginnings will be held back.</param>
public sealed record NotifiedAlert(Alert Alert, DateTimeOffset? EndedAt, bool IsNew, bool IsFlapping);

/// <summary>An alert that would have been told, was it not muted.</summary>
public sealed record Suppression(GroupKey Group, Alert Alert, MuteReason Reason);
