
namespace Grainwatch.Grains.Placement;

/// <summary>
/// Rendezvous hashing: which of some silos a grain belongs to. Every process that knows the same silos says the same; a silo that comes takes an
/// even share from all others, and one that goes leaves an even share to them, and nothing else moves.
/// </summary>
static class Rendezvous
{
    /// <param name="silos">At least one, in any order.</param>
    public static SiloAddress Owner(GrainId grain, IReadOnlyList<SiloAddress> silos)
    {
        var hash = grain.GetUniformHashCode();
        var owner = silos[0];
        var highest = Weight(hash, owner);
        for (var i = 1; i < silos.Count; i++)
        {
            var weight = Weight(hash, silos[i]);
            if (weight > highest || (weight == highest && silos[i].CompareTo(owner) > 0))
            {
                (owner, highest) = (silos[i], weight);
            }
        }

        return owner;
    }

    /// <summary>The finalizer of MurmurHash3: without it neighbouring hashes would prefer the same silo.</summary>
    static ulong Weight(uint grain, SiloAddress silo)
    {
        var mixed = ((ulong)grain << 32) | (uint)silo.GetConsistentHashCode();
        mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccd;
        mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53;
        return mixed ^ (mixed >> 33);
    }
}
