using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>The embedded shape: this process runs every probe.</summary>
sealed class LocalPlacement(IProbeRoster roster) : IProbePlacement
{
    public Task PlaceAsync(IReadOnlyCollection<string> probes, CancellationToken cancellationToken)
    {
        foreach (var gone in roster.Owned.Except(probes, StringComparer.Ordinal))
        {
            roster.Release(gone);
        }

        foreach (var probe in probes)
        {
            roster.Own(probe);
        }

        return Task.CompletedTask;
    }
}
