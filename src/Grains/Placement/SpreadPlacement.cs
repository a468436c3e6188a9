
namespace Grainwatch.Grains.Placement;

[GenerateSerializer]
[Immutable]
[Alias("Grainwatch.SpreadPlacement")]
public sealed class SpreadPlacement : PlacementStrategy;
