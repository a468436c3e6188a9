using Grainwatch.Domain.Probes;
using Grainwatch.Grains.Placement;

namespace Grainwatch.Grains.Probes;

/// <summary>Decides where a probe runs, and nothing else: the silo's scheduler runs it at its moments, with the bound on all of them.</summary>
[Spread]
[GrainType("service-probe")]
public sealed class ProbeGrain(IProbeRoster roster, IClusterMembershipService membership, ILocalSiloDetails silo) : Grain, IProbeGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        roster.Own(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        roster.Release(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <summary>A probe that belongs to a silo which came later goes there: it would else stay where it is for as long as it is defined.</summary>
    public Task EnsureAsync()
    {
        if (!Rendezvous.Owner(GrainContext.GrainId, membership.CurrentSnapshot.ActiveSilos()).Equals(silo.SiloAddress))
        {
            MigrateOnIdle();
        }

        return Task.CompletedTask;
    }

    public Task RetireAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
