namespace Grainwatch.Domain.Alerts.Grouping;

/// <summary>Why a receiver is told something. The names are data: they stand in the log, the API and the messages.</summary>
public enum NotificationReason
{
    /// <summary>The first alert of a group that was quiet.</summary>
    FirstFiring,

    /// <summary>More alerts of a group whose receiver knows of others already.</summary>
    NewInGroup,

    /// <summary>Alerts that the receiver was told of have resolved, and there are no new ones.</summary>
    Resolved,

    /// <summary>Nothing new: the repeat interval has passed and alerts still fire.</summary>
    Repeat,
}
