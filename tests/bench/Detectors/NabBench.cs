using Grainwatch.Domain.Baselines;
using Grainwatch.Testing;

namespace Grainwatch.Bench.Detectors;

/// <summary>
/// The detector of real values on the half of NAB that is at hand. The other half counts too in published scores, so the two do not
/// compare; a plain z beside it gives the scale. NAB's labels are disputed: a gauge for regressions, not a claim.
/// </summary>
static class NabBench
{
    public static void Run()
    {
        if (SharedData.Find("nab") is not { } folder)
        {
            Console.WriteLine($"NAB {SharedData.Absent}");
            return;
        }

        var corpus = NabSeries.ReadAll(folder);
        Console.WriteLine($"NAB, {corpus.Length} series of 58, {corpus.Sum(series => series.Values.Length)} values, one threshold, the best:");
        Print("EWMA z", corpus, PlainZ);
        Print("residual rank, every row", corpus, series => Ranked(series, refractory: 0));
        Print("residual rank (ours)", corpus, series => Ranked(series, series.Values.Length / 50));
    }

    static void Print(string name, NabSeries[] corpus, Func<NabSeries, double[]> detector)
    {
        var scored = Array.ConvertAll(corpus, series => (series, detector(series)));
        var results = NabProfile.All.Select(profile =>
        {
            var (score, hits, windows) = NabScore.Best(scored, profile);
            return $"{profile.Name} {score,5:F1} ({hits} of {windows} windows)";
        });
        Console.WriteLine($"  {name,-26}{string.Join("   ", results)}");
    }

    // Within the refractory time only what is further out counts, at any threshold.
    static double[] Ranked(NabSeries series, int refractory)
    {
        var detector = new ResidualRankDetector(new ResidualRankSettings { Refractory = refractory });
        return [.. series.Times.Zip(series.Values, detector.Observe).Select(verdict => verdict.IsFresh ? verdict.Score : 0)];
    }

    static double[] PlainZ(NabSeries series)
    {
        const double rate = 0.02;
        var (mean, variance) = (series.Values[0], 0.0);
        return Array.ConvertAll(series.Values, value =>
        {
            var error = value - mean;
            var score = variance > 0 ? Math.Abs(error) / Math.Sqrt(variance) : 0;
            mean += rate * error;
            variance += rate * (error * error - variance);
            return score;
        });
    }
}
