using Grainwatch.Domain.Alerts.Grouping;

namespace Grainwatch.Domain.Alerts.Delivery;

/// <summary>Puts what is known of the anomalies to a notification.</summary>
public static class AlertMessageWriter
{
    /// <param name="facts">By the anomaly's id. An anomaly that is no longer stored is told without them.</param>
    public static AlertMessage Write(Guid id, Notification notification, IReadOnlyDictionary<long, AnomalyFacts> facts) => new(
        id,
        notification.Group.Receiver,
        notification.Group.Id(),
        notification.Group.Labels.ToDictionary(),
        notification.Reason,
        notification.At,
        notification.At + notification.ValidFor,
        notification.Firing.Count,
        notification.Resolved.Count,
        Report(notification.Firing, facts, notification.At, isFiring: true),
        Report(notification.Resolved, facts, notification.At, isFiring: false));

    static List<AlertReport> Report(
        IReadOnlyList<NotifiedAlert> alerts, IReadOnlyDictionary<long, AnomalyFacts> facts, DateTimeOffset now, bool isFiring) =>
    [
        .. alerts
            .OrderByDescending(alert => alert.IsNew)
            .ThenByDescending(alert => alert.Alert.StartsAt)
            .Take(AlertMessage.MaxAlerts)
            .Select(alert => Report(alert, facts.GetValueOrDefault(alert.Alert.AnomalyId), now, isFiring)),
    ];

    static AlertReport Report(NotifiedAlert alert, AnomalyFacts? facts, DateTimeOffset now, bool isFiring) => new(
        alert.Alert.AnomalyId,
        alert.Alert.Labels.Fingerprint(),
        alert.Alert.Labels.ToDictionary(),
        alert.Alert.StartsAt,
        isFiring ? null : facts?.ResolvedAt ?? alert.EndedAt ?? now,
        facts?.FirstMinute ?? alert.Alert.StartsAt,
        facts?.LastMinute ?? alert.Alert.StartsAt,
        facts?.Observed ?? 0,
        facts?.Expected ?? 0,
        facts?.Peak ?? 0,
        alert.IsNew,
        // What has resolved has settled.
        isFiring && alert.IsFlapping,
        facts?.Why);
}
