namespace Grainwatch.Cli.Generate;

/// <summary>How often something happens that happens so often on average.</summary>
static class Poisson
{
    /// <summary>Knuth's method; for large means, which it cannot take, the normal approximation.</summary>
    public static int Draw(Random random, double mean)
    {
        if (mean > 30)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * normal)));
        }

        var limit = Math.Exp(-mean);
        var count = 0;
        for (var product = random.NextDouble(); product > limit; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }
}
