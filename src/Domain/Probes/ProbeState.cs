namespace Grainwatch.Domain.Probes;

/// <summary>What is known of a probe's target.</summary>
public enum ProbeState
{
    /// <summary>Nothing yet.</summary>
    Unknown,
    Up,
    Down,

    /// <summary>It fails, and so does a probe that it depends on, which is to blame.</summary>
    Unreachable,
}
