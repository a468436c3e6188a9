using System.Globalization;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Rules.Detectors;
using Grainwatch.Domain.Time;

namespace Grainwatch.Bench.Detectors;

/// <summary>The flatline detector on the same series, with silences of 5, 15, 30 and 60 minutes where the bursts of ×2, ×3, ×5 and ×10 were.</summary>
static class SilenceRecall
{
    static readonly Dictionary<int, int> Minutes = new() { [2] = 5, [3] = 15, [5] = 30, [10] = 60 };

    public static void Print(SimulatedSeries[] all)
    {
        var silent = Array.ConvertAll(all, Silence);
        foreach (var risk in new[] { 1e-4, 1e-5, 1e-6, 1e-7 })
        {
            var scores = silent.AsParallel().AsOrdered().Select(series => Score(series, risk)).ToArray();
            var at = BurstRecall.At(silent, scores, 1);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"flatline, risk {risk}: {at.FalseAlarms:F4} false alarms per series and day; silences of 5, 15, 30, 60 min found {at.X2:F2} {at.X3:F2} {at.X5:F2} {at.X10:F2}, those of 30 min after {at.Delay:F1}; of series below 2 a minute {at.Quiet:F2}"));
        }
    }

    static SimulatedSeries Silence(SimulatedSeries series)
    {
        var silences = series.Bursts.Select(burst => burst with { Length = Minutes[burst.Factor] }).ToList();
        var counts = (long[])series.Counts.Clone();
        foreach (var burst in series.Bursts)
        {
            // Instead of the burst, what there was a day before.
            Array.Copy(series.Counts, burst.Start - 1440, counts, burst.Start, burst.Length);
        }

        foreach (var silence in silences)
        {
            Array.Clear(counts, silence.Start, silence.Length);
        }

        return series with { Counts = counts, Bursts = silences };
    }

    /// <summary>1 where it breaches.</summary>
    static float[] Score(SimulatedSeries series, double risk)
    {
        var detector = new FlatlineSettings(After: null, risk, ForgetAfter: 1440).Create(isNew: false);
        return [.. series.Counts.Select((count, i) => detector.Judge(new Minute(i), MinuteInput.Of(count)).IsBreach ? 1f : 0)];
    }
}
