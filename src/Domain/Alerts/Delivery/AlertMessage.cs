using Grainwatch.Domain.Alerts.Grouping;

namespace Grainwatch.Domain.Alerts.Delivery;

/// <summary>
/// What one receiver is told, complete: it is stored when it becomes due, and every attempt to deliver it says the same.
/// </summary>
/// <param name="Id">Tells the receiver that two arrivals are the same message.</param>
/// <param name="GroupId">The same for every message of one group: what the receiver keeps one incident or one thread by.</param>
/// <param name="Firing">The newest first, at most <see cref="MaxAlerts"/>; <paramref name="FiringCount"/> counts all.</param>
/// <param name="ValidUntil">Until when the receiver may take the alerts to be firing if it hears no more.</param>
public sealed record AlertMessage(
    Guid Id,
    string Receiver,
    string GroupId,
    IReadOnlyDictionary<string, string> GroupLabels,
    NotificationReason Reason,
    DateTimeOffset At,
    DateTimeOffset ValidUntil,
    int FiringCount,
    int ResolvedCount,
    IReadOnlyList<AlertReport> Firing,
    IReadOnlyList<AlertReport> Resolved)
{
    /// <summary>More alerts than this are counted, but not described.</summary>
    public const int MaxAlerts = 500;

    public bool IsFiring => FiringCount > 0;

    public IEnumerable<AlertReport> Alerts => Firing.Concat(Resolved);
}
