using Orleans.Placement;

namespace Grainwatch.Grains.Placement;

/// <summary>Marks grains that are spread evenly over the silos by <see cref="Rendezvous"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class SpreadAttribute() : PlacementAttribute(new SpreadPlacement());
