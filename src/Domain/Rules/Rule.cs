using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Rules;

/// <summary>Which series to watch, how, and what it takes to fire and to resolve.</summary>
public sealed record Rule
{
    public required string Name { get; init; }

    /// <summary>On the labels service and severity of a series.</summary>
    public required MatcherSet Matchers { get; init; }

    public required DetectorSettings Detector { get; init; }

    public LifeCycle LifeCycle { get; init; } = new();

    /// <summary>The least that its anomalies are.</summary>
    public AnomalyTier Tier { get; init; } = AnomalyTier.Medium;

    /// <summary>Labels that its anomalies get beside service, severity, reason, rule and tier, to be routed by.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
