using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Matching;
using Route = Grainwatch.Domain.Alerts.Routing.Route;

namespace Grainwatch.Api.Alerts.Configuration;

static class RouteReader
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <exception cref="SpecException">A field makes no sense, or a receiver does not exist.</exception>
    public static Route Read(SpecNode node, IEnumerable<string> receivers) => Read(node.Read(), receivers.Order(StringComparer.Ordinal).ToList());

    static Route Read(SpecReader spec, List<string> receivers)
    {
        var receiver = spec.Text("receiver");
        if (receiver is not null && !receivers.Contains(receiver))
        {
            throw spec.Error(
                "receiver",
                $"There is no receiver '{receiver}'. {(receivers.Count == 0 ? "Define one first." : $"There are: {string.Join(", ", receivers)}.")}");
        }

        var route = new Route
        {
            Matchers = spec.Matchers("match") ?? MatcherSet.All,
            Receiver = receiver,
            GroupBy = ReadGroupBy(spec),
            GroupWait = spec.Duration("group_wait", TimeSpan.Zero, TimeSpan.FromHours(1)),
            GroupInterval = spec.Duration("group_interval", TimeSpan.Zero, Longest),
            RepeatInterval = spec.Duration("repeat_interval", TimeSpan.FromSeconds(10), Longest),
            RepeatMax = spec.Duration("repeat_max", TimeSpan.FromSeconds(10), Longest),
            Continue = spec.Flag("continue", false),
            Routes = [.. spec.List("routes").Select(child => Read(child.Read(), receivers))],
        };
        spec.Done();
        return route;
    }

    static IReadOnlyList<string>? ReadGroupBy(SpecReader spec)
    {
        var names = spec.Texts("group_by");
        return names?.FirstOrDefault(name => name != Route.GroupByAll && !Labels.IsName(name)) is { } wrong
            ? throw spec.Error("group_by", $"'{wrong}' is no label name. Name labels, or write '...' to give each alert a group of its own.")
            : names;
    }
}
