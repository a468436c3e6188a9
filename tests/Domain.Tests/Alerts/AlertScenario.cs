using System.Globalization;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Grouping;
using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Domain.Alerts.Routing;

namespace Grainwatch.Domain.Tests.Alerts;

/// <summary>
/// A story: what happens when, and what receivers are told between two instants. Times are "h:mm:ss" or "h:mm" after the start, which is
/// a Monday at midnight UTC. The clock stops where something happens, and where a group says that it is due. At every stop all that the
/// groups know goes into a new dispatch, as after a restart.
/// </summary>
sealed class AlertScenario(Route route)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    readonly List<(DateTimeOffset At, Action<AlertDispatch, DateTimeOffset> Do)> happenings = [];
    readonly Dictionary<string, long> open = [];
    readonly List<Silence> silences = [];
    readonly List<MaintenanceWindow> windows = [];
    readonly List<Dependency> dependencies = [];
    readonly Dictionary<string, ReceiverManners> manners = [];
    readonly Dictionary<long, Labels> firing = [];
    long lastId;

    public AlertScenario Receiver(string name, ReceiverManners manner)
    {
        manners[name] = manner;
        return this;
    }

    public AlertScenario Silenced(string from, string to, params string[] matchers)
    {
        silences.Add(new Silence(silences.Count + 1, MatcherSet.Parse(matchers), "ada", "known", At(from), At(to)));
        return this;
    }

    public AlertScenario Maintenance(MaintenanceWindow window)
    {
        windows.Add(window);
        return this;
    }

    public AlertScenario DependsOn(string name, string parent, string child, params string[] equal)
    {
        dependencies.Add(new Dependency(name, MatcherSet.Parse(parent), MatcherSet.Parse(child), equal));
        return this;
    }

    /// <param name="series">Such as "checkout/ERROR".</param>
    public AlertScenario Fires(string at, string series)
    {
        var id = ++lastId;
        open[series] = id;
        var labels = LabelsOf(series);
        happenings.Add((At(at), (dispatch, now) =>
        {
            firing[id] = labels;
            dispatch.Fire(new Alert(id, labels, now), now);
        }));
        return this;
    }

    public AlertScenario Resolves(string at, string series)
    {
        var id = open[series];
        happenings.Add((At(at), (dispatch, now) =>
        {
            firing.Remove(id);
            dispatch.Resolve(id, now);
        }));
        return this;
    }

    public AlertScenario Acknowledged(string at, string series)
    {
        var id = open[series];
        happenings.Add((At(at), (dispatch, _) => dispatch.Acknowledge(id)));
        return this;
    }

    /// <summary>
    /// Says what is told from one instant up to another, both included. A line is the time, the receiver, the reason, and the alerts: "+"
    /// is told for the first time, "=" still fires, "-" has resolved, "~" behind one means that it flaps.
    /// </summary>
    public void Tells(string from, string to, params string[] expected) => Assert.Equal(expected, Run(to, from).Told);

    /// <summary>Says for which alerts nobody was told, and why.</summary>
    public void Suppresses(string to, params string[] expected) => Assert.Equal(expected, Run(to, "0:00").Suppressed);

    (List<string> Told, List<string> Suppressed) Run(string to, string from)
    {
        var dispatch = NewDispatch();
        List<string> told = [];
        List<string> suppressed = [];
        firing.Clear();
        for (var now = Start; now <= At(to); now = Next(dispatch, now))
        {
            dispatch = Restart(dispatch);
            foreach (var happening in happenings.Where(happening => happening.At == now))
            {
                happening.Do(dispatch, now);
            }

            told.AddRange(dispatch.Flush(firing.Values, now).Where(_ => now >= At(from)).Select(Describe));
            suppressed.AddRange(dispatch.TakeSuppressed().Select(muted =>
                $"{Time(now)} {Series(muted.Alert)} {muted.Reason.Kind} {muted.Reason.By}"));
            Assert.All(dispatch.Groups, group => Assert.False(group.DueAt <= now, $"{group.Key} is due at {now} and did nothing"));
        }

        return (told, suppressed);
    }

    AlertDispatch NewDispatch() => new(new RoutingTree(route, manners), new MuteRules(silences, windows, dependencies));

    AlertDispatch Restart(AlertDispatch before)
    {
        var after = NewDispatch();
        foreach (var group in before.Groups.Where(group => !group.IsEmpty))
        {
            after.Add(group.Key).Restore(group.Alerts, group.LastSentAt, group.Repeats);
        }

        return after;
    }

    DateTimeOffset Next(AlertDispatch dispatch, DateTimeOffset now) => happenings.Select(happening => happening.At)
        .Concat(dispatch.Groups.Select(group => group.DueAt ?? DateTimeOffset.MaxValue))
        .Where(at => at > now)
        .DefaultIfEmpty(DateTimeOffset.MaxValue)
        .Min();

    static string Describe(Notification notification)
    {
        var alerts = notification.Firing.Select(alert => $"{(alert.IsNew ? "+" : "=")}{Series(alert.Alert)}{(alert.IsFlapping ? "~" : "")}")
            .Concat(notification.Resolved.Select(alert => $"-{Series(alert.Alert)}"));
        return $"{Time(notification.At)} {notification.Group.Receiver} {notification.Reason} {string.Join(' ', alerts)}";
    }

    static string Time(DateTimeOffset at)
    {
        var time = at - Start;
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }

    static DateTimeOffset At(string time)
    {
        var parts = time.Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return Start + new TimeSpan(parts[0], parts[1], parts.Count > 2 ? parts[2] : 0);
    }

    public static Labels LabelsOf(string series) => new(
    [
        new(Labels.Service, series.Split('/')[0]),
        new(Labels.Severity, series.Split('/')[1]),
        new(Labels.Reason, "threshold"),
    ]);

    static string Series(Alert alert) => $"{alert.Labels[Labels.Service]}/{alert.Labels[Labels.Severity]}";
}
