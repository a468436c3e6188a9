namespace Grainwatch.Grains.Placement;

static class MembershipExtensions
{
    /// <summary>The silos that hold grains.</summary>
    public static IReadOnlyList<SiloAddress> ActiveSilos(this ClusterMembershipSnapshot snapshot) =>
        [.. snapshot.Members.Values.Where(member => member.Status is SiloStatus.Active).Select(member => member.SiloAddress)];
}
