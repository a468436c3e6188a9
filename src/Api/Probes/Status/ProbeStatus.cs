using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Status;

/// <summary>A probe with what is known of its target.</summary>
/// <param name="Latest">Null before its first run.</param>
/// <param name="Day">Its last 24 hours.</param>
sealed record ProbeStatus(DefinedProbe Defined, LatestRun? Latest, RunSummary Day)
{
    public string Name => Defined.Probe.Name;

    /// <summary>paused, or what the last run left: up, down, unreachable, unknown.</summary>
    public string State => Defined.Probe.Paused ? "paused" : Latest?.State ?? "unknown";
}
