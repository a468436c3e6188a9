using Grainwatch.Domain.Alerts.Matching;

namespace Grainwatch.Domain.Alerts.Muting;

/// <summary>While an alert that matches <paramref name="Parent"/> fires, alerts that match <paramref name="Child"/> are muted: when the database is down, everybody knows why its clients fail.</summary>
/// <param name="Equal">Labels that parent and child must have in common; two absent ones are equal.</param>
public sealed record Dependency(string Name, MatcherSet Parent, MatcherSet Child, IReadOnlyList<string> Equal)
{
    /// <summary>Whether <paramref name="parent"/>, firing, mutes <paramref name="child"/>. No alert mutes itself, and none that is a parent and a child in one mutes another of its kind.</summary>
    public bool Mutes(Labels parent, Labels child) =>
        Child.IsMatch(child) && Parent.IsMatch(parent) && !parent.Equals(child)
        && !(Parent.IsMatch(child) && Child.IsMatch(parent))
        && Equal.All(name => parent[name] == child[name]);
}
