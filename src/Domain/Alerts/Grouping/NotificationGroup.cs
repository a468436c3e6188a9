using Grainwatch.Domain.Alerts.Muting;

namespace Grainwatch.Domain.Alerts.Grouping;

/// <summary>
/// Alerts that are told together, and what their receiver knows of them. It has no clock: every method takes the time.
/// </summary>
/// <remarks>
/// <code>
/// an alert                                 then
/// fires, receiver not told                 told after the group wait, and the group interval since the last notification
/// resolves before it is told               forgotten: nothing is sent
/// told, resolves                           told to be resolved, after the group interval; muting does not keep this back
/// told, fires on                           reminded of after the repeat interval, unless muted or acknowledged
/// told, resolves and fires again unsaid    nothing: for the receiver it has fired all the time
/// flaps                                    counts as firing until it has settled
/// muted                                    looked at every minute; told once it is not muted and still fires
/// </code>
/// </remarks>
public sealed class NotificationGroup(GroupKey key, GroupPolicy policy)
{
    /// <summary>How soon the end of a silence, a window or a parent is noticed.</summary>
    static readonly TimeSpan MuteCheck = TimeSpan.FromMinutes(1);

    readonly Dictionary<Labels, GroupedAlert> alerts = [];

    public GroupKey Key => key;

    public GroupPolicy Policy => policy;

    public IReadOnlyCollection<GroupedAlert> Alerts => alerts.Values;

    public DateTimeOffset? LastSentAt { get; private set; }

    /// <summary>Reminders since the last news.</summary>
    public int Repeats { get; private set; }

    /// <summary>Nothing is left to say or to remember.</summary>
    public bool IsEmpty => alerts.Count == 0;

    /// <summary>When <see cref="Flush"/> may have something to do; null when only a new alert can change that.</summary>
    public DateTimeOffset? DueAt => alerts.Count == 0 ? null : alerts.Values.Min(DueOf);

    /// <summary>Takes over what was stored.</summary>
    public void Restore(IEnumerable<GroupedAlert> stored, DateTimeOffset? lastSentAt, int repeats)
    {
        foreach (var alert in stored)
        {
            alerts[alert.Alert.Labels] = alert;
        }

        LastSentAt = lastSentAt;
        Repeats = repeats;
    }

    /// <summary>An alert fires. The same anomaly again changes nothing.</summary>
    public void Fire(Alert alert, DateTimeOffset now)
    {
        if (!alerts.TryGetValue(alert.Labels, out var known))
        {
            alerts.Add(alert.Labels, new GroupedAlert { Alert = alert, SeenAt = now, Firings = [now] });
        }
        else if (known.Alert.AnomalyId < alert.AnomalyId)
        {
            alerts[alert.Labels] = known with
            {
                Alert = alert,
                SeenAt = now,
                EndedAt = null,
                Firings = [.. known.Firings.Where(at => now - at <= policy.Flapping.Window), now],
                IsAcknowledged = false,
                MutedBy = null,
                LookAgainAt = null,
            };
        }
    }

    /// <summary>An anomaly has resolved.</summary>
    public void Resolve(long anomalyId, DateTimeOffset now)
    {
        foreach (var known in alerts.Values.Where(known => known.Alert.AnomalyId == anomalyId && known.EndedAt is null).ToList())
        {
            alerts[known.Alert.Labels] = known with { EndedAt = now };
        }
    }

    /// <summary>Somebody looks after an anomaly: no reminders of it.</summary>
    public void Acknowledge(long anomalyId)
    {
        foreach (var known in alerts.Values.Where(known => known.Alert.AnomalyId == anomalyId).ToList())
        {
            alerts[known.Alert.Labels] = known with { IsAcknowledged = true };
        }
    }

    /// <param name="mutedBy">Why an alert is muted now; null when it is not.</param>
    /// <param name="suppressed">Gets the alerts that were due and found to be muted, once for each reason.</param>
    /// <returns>What to tell the receiver; null when nothing is due.</returns>
    public Notification? Flush(DateTimeOffset now, Func<Alert, MuteReason?> mutedBy, ICollection<Suppression> suppressed)
    {
        if (DueAt is not { } due || now < due)
        {
            return null;
        }

        Forget(now);
        var muted = LookForMutes(now, mutedBy, suppressed);
        var resolved = alerts.Values.Where(alert => alert.IsTold && !Fires(alert, now)).ToList();
        if (!policy.SendResolved)
        {
            MarkResolved(resolved, now);
            resolved = [];
        }

        if (ReasonToTell(now) is not { } reason)
        {
            return null;
        }

        var firing = alerts.Values
            .Where(alert => Fires(alert, now) && !muted.Contains(alert.Alert.Labels) && (alert.IsTold || (!policy.IsRetired && CooledDownAt(alert) <= now)))
            .ToList();
        Repeats = reason switch
        {
            NotificationReason.Repeat => Repeats + 1,
            NotificationReason.Resolved => Repeats,
            _ => 0,
        };
        var notification = new Notification(
            key, reason, now, Describe(firing), Describe(resolved), policy.RepeatAfter(Repeats) * 3 + policy.GroupInterval);
        LastSentAt = now;
        MarkTold(firing, now);
        MarkResolved(resolved, now);
        return notification;
    }

    /// <summary>What an alert that is due, and not muted, is a reason for.</summary>
    NotificationReason? ReasonToTell(DateTimeOffset now)
    {
        var due = alerts.Values.Where(alert => DueOf(alert) <= now).ToList();
        if (due.Exists(alert => !alert.IsTold))
        {
            return alerts.Values.Any(alert => alert.IsTold) ? NotificationReason.NewInGroup : NotificationReason.FirstFiring;
        }

        return due.Exists(alert => !Fires(alert, now)) ? NotificationReason.Resolved
            : due.Count > 0 ? NotificationReason.Repeat
            : null;
    }

    DateTimeOffset DueOf(GroupedAlert alert)
    {
        var quietUntil = LastSentAt + policy.GroupInterval ?? DateTimeOffset.MinValue;
        if (!alert.IsTold)
        {
            return alert.EndedAt is not null ? ForgottenAt(alert)
                : policy.IsRetired ? DateTimeOffset.MaxValue
                : Latest(alert.SeenAt + policy.GroupWait, quietUntil, CooledDownAt(alert), alert.LookAgainAt);
        }

        var resolvedAt = alert.EndedAt is { } ended ? Latest(SettledAt(alert, ended), quietUntil) : DateTimeOffset.MaxValue;
        var remindAt = policy.IsRetired || alert.IsAcknowledged || alert.EndedAt is not null
            ? DateTimeOffset.MaxValue
            : Latest(LastSentAt + policy.RepeatAfter(Repeats), quietUntil, alert.LookAgainAt);
        return resolvedAt < remindAt ? resolvedAt : remindAt;
    }

    /// <summary>Whether the alert counts as firing: it does, or it flaps and has not settled.</summary>
    bool Fires(GroupedAlert alert, DateTimeOffset now) =>
        alert.EndedAt is not { } ended || (alert.IsTold && now < SettledAt(alert, ended));

    DateTimeOffset SettledAt(GroupedAlert alert, DateTimeOffset ended) =>
        policy.Flapping.IsFlapping(alert.Firings) ? ended + policy.Flapping.Settle : ended;

    DateTimeOffset CooledDownAt(GroupedAlert alert) => alert.ToldAt + policy.Cooldown ?? DateTimeOffset.MinValue;

    DateTimeOffset ForgottenAt(GroupedAlert alert) =>
        Latest(policy.Flapping.Episodes > 0 ? alert.Firings[^1] + policy.Flapping.Window : null, CooledDownAt(alert));

    void Forget(DateTimeOffset now)
    {
        foreach (var alert in alerts.Values.Where(alert => !alert.IsTold && alert.EndedAt is not null && ForgottenAt(alert) <= now).ToList())
        {
            alerts.Remove(alert.Alert.Labels);
        }
    }

    HashSet<Labels> LookForMutes(DateTimeOffset now, Func<Alert, MuteReason?> mutedBy, ICollection<Suppression> suppressed)
    {
        HashSet<Labels> muted = [];
        foreach (var alert in alerts.Values.Where(alert => alert.EndedAt is null).ToList())
        {
            var reason = mutedBy(alert.Alert);
            if (reason is not null)
            {
                muted.Add(alert.Alert.Labels);
            }

            if (DueOf(alert) > now)
            {
                continue;
            }

            if (reason is not null && reason != alert.MutedBy && !alert.IsTold)
            {
                suppressed.Add(new Suppression(key, alert.Alert, reason));
            }

            alerts[alert.Alert.Labels] = alert with { MutedBy = reason, LookAgainAt = reason is null ? null : now + MuteCheck };
        }

        return muted;
    }

    void MarkTold(List<GroupedAlert> told, DateTimeOffset now)
    {
        foreach (var alert in told.Where(alert => !alert.IsTold))
        {
            alerts[alert.Alert.Labels] = alert with { IsTold = true, ToldAt = now };
        }
    }

    void MarkResolved(List<GroupedAlert> resolved, DateTimeOffset now)
    {
        foreach (var alert in resolved)
        {
            alerts[alert.Alert.Labels] = alert with { IsTold = false };
        }

        Forget(now);
    }

    List<NotifiedAlert> Describe(List<GroupedAlert> described) =>
    [
        .. described
            .OrderBy(alert => alert.Alert.StartsAt)
            .ThenBy(alert => alert.Alert.AnomalyId)
            .Select(alert => new NotifiedAlert(
                alert.Alert, alert.EndedAt, !alert.IsTold, policy.Flapping.IsFlapping(alert.Firings))),
    ];

    static DateTimeOffset Latest(params ReadOnlySpan<DateTimeOffset?> times)
    {
        var latest = DateTimeOffset.MinValue;
        foreach (var time in times)
        {
            latest = time > latest ? time.Value : latest;
        }

        return latest;
    }
}
