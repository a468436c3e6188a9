using Grainwatch.Domain.Probes;

namespace Grainwatch.Grains.Probes;

/// <summary>The cluster shape: a grain a probe, on one silo at a time.</summary>
public sealed class GrainPlacement(IGrainFactory grains, IProbeRoster roster) : IProbePlacement
{
    /// <summary>Calls at once.</summary>
    const int Chunk = 200;

    public async Task PlaceAsync(IReadOnlyCollection<string> probes, CancellationToken cancellationToken)
    {
        // Each process retires what it runs itself, so that nobody has to know who runs what.
        await Task.WhenAll(roster.Owned.Except(probes, StringComparer.Ordinal).Select(gone => grains.GetGrain<IProbeGrain>(gone).RetireAsync()));
        foreach (var some in probes.Chunk(Chunk))
        {
            await Task.WhenAll(some.Select(probe => grains.GetGrain<IProbeGrain>(probe).EnsureAsync())).WaitAsync(cancellationToken);
        }
    }
}
