using Grainwatch.Domain.Forest;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Rules.Detectors;
using Grainwatch.Domain.Time;
using Grainwatch.Testing.Shop;

namespace Grainwatch.Bench.Detectors;

/// <summary>
/// The ratio detector on a simulated series that is a twentieth of its service. The rest of the service has the same day and week, noise of its own, and
/// no bursts: it is the series that bursts, not the traffic.
/// </summary>
static class ShareOfService
{
    const int Rest = 19;
    const int Dispersion = 8;

    /// <summary>The share of the last five minutes; 0 where the service has too few logs to say.</summary>
    public static float[] Score(SimulatedSeries series)
    {
        var random = new SplitMix64((ulong)BitConverter.DoubleToInt64Bits(series.BaseRate));
        // Every share above none breaches, so that the verdict says which share it is.
        var detector = new RatioSettings(Above: 0, Recovery: 0, Window: 5, Minimum: 20).Create(isNew: false);
        var totals = new long[5];
        var scores = new float[series.Counts.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            var total = totals[i % 5] = series.Counts[i] + RandomCounts.NegativeBinomial(ref random, Rest * series.Means[i], Dispersion);
            var verdict = detector.Judge(new Minute(i), new MinuteInput(series.Counts[i], total, []));
            scores[i] = verdict.IsBreach ? (float)verdict.Observed / totals.Sum() : 0;
        }

        return scores;
    }
}
