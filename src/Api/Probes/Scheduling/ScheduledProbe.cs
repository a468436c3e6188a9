using Grainwatch.Api.Probes.Definitions;

namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>A probe's place in the schedule. A changed definition gets a place of its own, and this one is dropped.</summary>
sealed class ScheduledProbe(DefinedProbe definition)
{
    public DefinedProbe Definition => definition;

    public string Name => definition.Probe.Name;

    public DateTimeOffset Due { get; set; }

    /// <summary>Null until it is prepared.</summary>
    public WatchedProbe? Watched { get; set; }

    public bool WasSlow { get; set; }

    /// <summary>No longer to be run.</summary>
    public bool IsDropped { get; set; }

    /// <summary>What it does at the moment, or did last: whoever takes its place waits for it, so that two runs never overlap.</summary>
    public Task Work { get; set; } = Task.CompletedTask;
}
