using Grainwatch.Domain.Alerts.Grouping;

namespace Grainwatch.Domain.Alerts.Routing;

/// <summary>
/// Decides who is told of an alert. It goes down into the first child that matches, and into the ones after it while that one says to
/// continue; where no child matches, the node itself is the end, and its receiver is told.
/// </summary>
public sealed class RoutingTree
{
    readonly Route root;
    readonly IReadOnlyDictionary<string, ReceiverManners> manners;

    /// <param name="manners">By the receiver's name. A receiver that is not there has the defaults.</param>
    public RoutingTree(Route root, IReadOnlyDictionary<string, ReceiverManners> manners)
    {
        this.root = root;
        this.manners = manners;
    }

    /// <summary>Tells nobody.</summary>
    public static RoutingTree Empty { get; } = new(new Route(), new Dictionary<string, ReceiverManners>());

    /// <summary>The groups that the alert belongs to, each with its receiver; no receiver twice by the same route.</summary>
    public IReadOnlyList<RouteTarget> Route(Labels labels)
    {
        List<RouteTarget> targets = [];
        Descend(root, new Inherited(root.Matchers.ToString(), new Route()), labels, targets);
        return targets;
    }

    /// <summary>The policy that a group has now which was made before; it is a retired one when the route no longer exists.</summary>
    public GroupPolicy PolicyOf(GroupKey key) => Ends(root, new Inherited(root.Matchers.ToString(), new Route()))
        .Where(end => end.Path == key.Route && end.Settings.Receiver == key.Receiver)
        .Select(end => PolicyFor(end.Settings))
        .FirstOrDefault(PolicyFor(new Route { Receiver = key.Receiver }) with { IsRetired = true, GroupInterval = TimeSpan.Zero });

    bool Descend(Route node, Inherited above, Labels labels, List<RouteTarget> targets)
    {
        if (!node.Matchers.IsMatch(labels))
        {
            return false;
        }

        var here = above with { Settings = Inherit(above.Settings, node) };
        var found = false;
        foreach (var child in node.Routes)
        {
            var matched = Descend(child, here with { Path = PathOf(here.Path, child) }, labels, targets);
            found |= matched;
            if (matched && !child.Continue)
            {
                return true;
            }
        }

        if (!found && here.Settings.Receiver is { } receiver)
        {
            var by = here.Settings.GroupBy ?? [Labels.Service];
            var group = by.Contains(Routing.Route.GroupByAll) ? labels : labels.Only(by);
            var key = new GroupKey(here.Path, receiver, group);
            if (!targets.Exists(target => target.Key == key))
            {
                targets.Add(new RouteTarget(key, PolicyFor(here.Settings)));
            }
        }

        return true;
    }

    static IEnumerable<Inherited> Ends(Route node, Inherited above)
    {
        var here = above with { Settings = Inherit(above.Settings, node) };
        yield return here;
        foreach (var end in node.Routes.SelectMany(child => Ends(child, here with { Path = PathOf(here.Path, child) })))
        {
            yield return end;
        }
    }

    static string PathOf(string path, Route child) => $"{path}/{child.Matchers}";

    static Route Inherit(Route above, Route node) => node with
    {
        Receiver = node.Receiver ?? above.Receiver,
        GroupBy = node.GroupBy ?? above.GroupBy,
        GroupWait = node.GroupWait ?? above.GroupWait,
        GroupInterval = node.GroupInterval ?? above.GroupInterval,
        RepeatInterval = node.RepeatInterval ?? above.RepeatInterval,
        RepeatMax = node.RepeatMax ?? above.RepeatMax,
    };

    GroupPolicy PolicyFor(Route settings)
    {
        var defaults = new GroupPolicy();
        var receiver = manners.GetValueOrDefault(settings.Receiver ?? "", new ReceiverManners());
        return new GroupPolicy
        {
            GroupWait = settings.GroupWait ?? defaults.GroupWait,
            GroupInterval = settings.GroupInterval ?? defaults.GroupInterval,
            RepeatInterval = settings.RepeatInterval ?? defaults.RepeatInterval,
            RepeatMax = settings.RepeatMax,
            Cooldown = receiver.Cooldown,
            SendResolved = receiver.SendResolved,
            Flapping = receiver.Flapping,
        };
    }

    readonly record struct Inherited(string Path, Route Settings);
}
