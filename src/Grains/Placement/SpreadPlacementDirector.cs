using Orleans.Runtime.Placement;

namespace Grainwatch.Grains.Placement;

public sealed class SpreadPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(
            IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) ?? Rendezvous.Owner(target.GrainIdentity, silos));
    }
}
