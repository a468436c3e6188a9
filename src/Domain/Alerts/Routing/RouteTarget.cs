using Grainwatch.Domain.Alerts.Grouping;

namespace Grainwatch.Domain.Alerts.Routing;

/// <summary>A group that an alert was routed to, and when it speaks.</summary>
public sealed record RouteTarget(GroupKey Key, GroupPolicy Policy);
