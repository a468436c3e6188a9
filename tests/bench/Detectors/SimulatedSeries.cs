using Grainwatch.Domain.Forest;
using Grainwatch.Testing.Shop;

namespace Grainwatch.Bench.Detectors;

/// <summary>A burst: <paramref name="Factor"/> times the usual rate from minute <paramref name="Start"/> on.</summary>
sealed record Burst(int Start, int Length, int Factor);

/// <summary>
/// Per-minute log counts of one simulated series over 14 days: base rate 0.2 to 60 a minute (log-uniform), a daily wave of amplitude 0, 0.4
/// or 0.8, weekends at 60 %, Poisson or negative binomial (size 8 or 2), with bursts of 3 to 15 minutes after the first four days.
/// </summary>
sealed record SimulatedSeries(double BaseRate, double[] Means, double Dispersion, long[] Counts, IReadOnlyList<Burst> Bursts)
{
    public const int Days = 14;
    public const int WarmUp = 4 * 1440;
    static readonly int[] Factors = [2, 3, 5, 10];

    /// <summary>240 series with 1,217 bursts in all.</summary>
    public static SimulatedSeries[] All(ulong seed) =>
        [.. Enumerable.Range(0, 240).Select(key => Make(key, new SplitMix64(seed * 1000 + (ulong)key), key < 17 ? 6 : 5))];

    static SimulatedSeries Make(int key, SplitMix64 random, int bursts)
    {
        var rate = 0.2 * Math.Pow(300, random.Unit());
        var amplitude = 0.4 * random.Below(3);
        var phase = random.Unit() * Math.Tau;
        var weekend = random.Below(2) == 0 ? 1 : 0.6;
        var size = new[] { 0, 8, 2 }[key % 3];
        var placed = Place(ref random, bursts);
        var factors = new double[Days * 1440];
        Array.Fill(factors, 1);
        foreach (var burst in placed)
        {
            Array.Fill(factors, burst.Factor, burst.Start, burst.Length);
        }

        var (means, counts) = (new double[factors.Length], new long[factors.Length]);
        for (var minute = 0; minute < counts.Length; minute++)
        {
            var daily = 1 + amplitude * Math.Sin(Math.Tau * minute / 1440 + phase);
            means[minute] = rate * daily * (minute / 1440 % 7 >= 5 ? weekend : 1);
            var mean = means[minute] * factors[minute];
            counts[minute] = size == 0 ? RandomCounts.Poisson(ref random, mean) : RandomCounts.NegativeBinomial(ref random, mean, size);
        }

        return new SimulatedSeries(rate, means, size == 0 ? 1e-4 : 1.0 / size, counts, placed);
    }

    // One in each of as many equal parts of the time, so that they keep apart.
    static List<Burst> Place(ref SplitMix64 random, int bursts)
    {
        var placed = new List<Burst>();
        var part = (Days * 1440 - WarmUp) / bursts;
        for (var i = 0; i < bursts; i++)
        {
            var start = WarmUp + i * part + random.Below(part - 60);
            placed.Add(new Burst(start, 3 + random.Below(13), Factors[random.Below(Factors.Length)]));
        }

        return placed;
    }
}
