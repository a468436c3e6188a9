using Grainwatch.Domain.Detection;

namespace Grainwatch.Testing.Contracts;

/// <summary>An engine that runs. Disposing it stops it in order; what it took over is stored then.</summary>
public abstract class RunningEngine : IAsyncDisposable
{
    public abstract IDetectionEngine Engine { get; }

    public abstract ValueTask DisposeAsync();
}
