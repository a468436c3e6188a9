using Grainwatch.Domain.Alerts.Grouping;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Domain.Alerts.Routing;

namespace Grainwatch.Domain.Alerts;

/// <summary>
/// From alerts to notifications: routes alerts into groups and asks the groups what is due. It holds the groups that it was given and those
/// that it made; where they are kept is the caller's business.
/// </summary>
public sealed class AlertDispatch(RoutingTree routes, MuteRules mutes)
{
    readonly Dictionary<GroupKey, NotificationGroup> groups = [];
    readonly List<Suppression> suppressed = [];

    public IReadOnlyCollection<NotificationGroup> Groups => groups.Values;

    /// <summary>The groups that an alert with these labels will want.</summary>
    public IEnumerable<GroupKey> KeysFor(Labels labels) => routes.Route(labels).Select(target => target.Key);

    /// <summary>Makes an empty group to restore into, with the policy that its route has now.</summary>
    public NotificationGroup Add(GroupKey key)
    {
        var group = new NotificationGroup(key, routes.PolicyOf(key));
        groups.Add(key, group);
        return group;
    }

    public void Fire(Alert alert, DateTimeOffset now)
    {
        foreach (var target in routes.Route(alert.Labels))
        {
            if (!groups.TryGetValue(target.Key, out var group))
            {
                groups.Add(target.Key, group = new NotificationGroup(target.Key, target.Policy));
            }

            group.Fire(alert, now);
        }
    }

    public void Resolve(long anomalyId, DateTimeOffset now)
    {
        foreach (var group in groups.Values)
        {
            group.Resolve(anomalyId, now);
        }
    }

    public void Acknowledge(long anomalyId)
    {
        foreach (var group in groups.Values)
        {
            group.Acknowledge(anomalyId);
        }
    }

    /// <param name="firing">The labels of every alert that fires now: parents mute their children wherever either is routed.</param>
    /// <returns>What is to be told now.</returns>
    public IReadOnlyList<Notification> Flush(IReadOnlyCollection<Labels> firing, DateTimeOffset now)
    {
        List<Notification> due = [];
        foreach (var group in groups.Values)
        {
            if (group.Flush(now, alert => mutes.ReasonFor(alert.Labels, firing, now), suppressed) is { } notification)
            {
                due.Add(notification);
            }
        }

        return due;
    }

    /// <summary>The alerts that were due and not told, since the last call.</summary>
    public IReadOnlyList<Suppression> TakeSuppressed()
    {
        Suppression[] taken = [.. suppressed];
        suppressed.Clear();
        return taken;
    }
}
