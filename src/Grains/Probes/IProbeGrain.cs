using Orleans.CodeGeneration;

namespace Grainwatch.Grains.Probes;

/// <summary>One probe; its key is the name. The silo that holds it runs it.</summary>
[Alias("Grainwatch.IProbeGrain")]
[Version(1)]
public interface IProbeGrain : IGrainWithStringKey
{
    /// <summary>Is called again and again by every process, which brings the grain up on another silo when its own is gone.</summary>
    [Alias("Ensure")]
    Task EnsureAsync();

    /// <summary>There is nothing to run any more.</summary>
    [Alias("Retire")]
    Task RetireAsync();
}
