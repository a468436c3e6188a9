using Grainwatch.Domain.Alerts.Grouping;
using Grainwatch.Domain.Alerts.Matching;

namespace Grainwatch.Domain.Alerts.Routing;

/// <summary>A node of the routing tree. What it does not set, it has from the node above.</summary>
public sealed record Route
{
    public MatcherSet Matchers { get; init; } = MatcherSet.All;

    public string? Receiver { get; init; }

    /// <summary>The labels whose values an alert's group shares. Empty puts all alerts into one group; <see cref="GroupByAll"/> gives each alert its own.</summary>
    public IReadOnlyList<string>? GroupBy { get; init; }

    public TimeSpan? GroupWait { get; init; }

    public TimeSpan? GroupInterval { get; init; }

    public TimeSpan? RepeatInterval { get; init; }

    /// <inheritdoc cref="GroupPolicy.RepeatMax"/>
    public TimeSpan? RepeatMax { get; init; }

    /// <summary>Whether an alert that matches goes on to the siblings that follow.</summary>
    public bool Continue { get; init; }

    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>In <see cref="GroupBy"/>: every label.</summary>
    public const string GroupByAll = "...";
}
