namespace Grainwatch.Domain.Alerts.Grouping;

/// <summary>Names a group: the route that its alerts took, the receiver at its end, and the labels they have in common.</summary>
/// <param name="Route">The matchers on the way through the tree; stays the same when other routes change.</param>
public sealed record GroupKey(string Route, string Receiver, Labels Labels)
{
    public override string ToString() => $"{Route}>{Receiver}:{Labels}";
}
