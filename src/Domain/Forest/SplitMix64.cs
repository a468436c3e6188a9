namespace Grainwatch.Domain.Forest;

/// <summary>
/// The SplitMix64 generator (Steele, Lea, Flood 2014). Our own, because the sequence of <see cref="Random"/> for a seed is not promised
/// to stay the same over versions of .NET, and a model must come out the same from the same seed and rows. Not for secrets.
/// </summary>
public struct SplitMix64(ulong seed)
{
    ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in 0 (included) to <paramref name="bound"/> (excluded); the bias is below bound / 2^64.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Uniform in 0 (included) to 1 (excluded), in steps of 2^-53.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));
}
