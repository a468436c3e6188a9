using Grainwatch.Domain.Forest;

namespace Grainwatch.Testing.Shop;

/// <summary>Random counts of a given mean.</summary>
public static class RandomCounts
{
    public static long Poisson(ref SplitMix64 random, double mean)
    {
        // Knuth's product of uniforms, in parts that cannot underflow: a sum of Poisson counts is one.
        var count = 0L;
        for (; mean > 30; mean -= 30)
        {
            count += Poisson(ref random, 30);
        }

        var limit = Math.Exp(-mean);
        for (var product = random.Unit(); product > limit; product *= random.Unit())
        {
            count++;
        }

        return count;
    }

    /// <summary>Variance mean + mean² / <paramref name="size"/>: a Poisson count whose mean is gamma distributed.</summary>
    public static long NegativeBinomial(ref SplitMix64 random, double mean, int size)
    {
        // A gamma variable of whole shape is a sum of exponential ones.
        var sum = 0.0;
        for (var i = 0; i < size; i++)
        {
            sum -= Math.Log(1 - random.Unit());
        }

        return Poisson(ref random, mean * sum / size);
    }
}
