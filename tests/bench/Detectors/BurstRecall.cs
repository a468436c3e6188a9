namespace Grainwatch.Bench.Detectors;

/// <summary>
/// How many bursts a detector finds when its one threshold for all series is set so that false alarms stay within a budget. An alarm
/// starts a cool-down of ten minutes; those from a burst's start until ten minutes after its end belong to the burst.
/// </summary>
static class BurstRecall
{
    const int CoolDown = 10;

    public sealed record Result(double Threshold, double FalseAlarms, double X2, double X3, double X5, double X10, double Quiet, double Delay);

    /// <param name="scores">One array a series, one score a minute.</param>
    /// <param name="budget">False alarms per series and day.</param>
    public static Result Measure(SimulatedSeries[] all, float[][] scores, double budget)
    {
        var allowed = budget * all.Length * (SimulatedSeries.Days * 1440 - SimulatedSeries.WarmUp) / 1440;
        return At(all, scores, Threshold(all, scores, allowed));
    }

    /// <summary>The same at a given threshold.</summary>
    public static Result At(SimulatedSeries[] all, float[][] scores, double threshold)
    {
        var found = all.SelectMany((series, i) => series.Bursts.Select(burst =>
            (series.BaseRate, burst.Factor, Delay: Delay(burst, scores[i], threshold)))).ToArray();
        double Recall(Func<(double BaseRate, int Factor, int? Delay), bool> which) =>
            found.Where(which).Average(burst => burst.Delay is null ? 0.0 : 1);
        return new Result(
            threshold,
            FalseAlarms(all, scores, threshold) / (all.Length * (SimulatedSeries.Days * 1440.0 - SimulatedSeries.WarmUp) / 1440),
            Recall(burst => burst.Factor == 2),
            Recall(burst => burst.Factor == 3),
            Recall(burst => burst.Factor == 5),
            Recall(burst => burst.Factor == 10),
            Recall(burst => burst.BaseRate < 2),
            found.Where(burst => burst is { Factor: 5, Delay: not null }).Average(burst => burst.Delay!.Value));
    }

    static int? Delay(Burst burst, float[] scores, double threshold)
    {
        var first = Array.FindIndex(scores, burst.Start, burst.Length, score => score >= threshold);
        return first < 0 ? null : first - burst.Start;
    }

    // Bisection over the scores themselves: few are needed, as only the highest can be the threshold.
    static double Threshold(SimulatedSeries[] all, float[][] scores, double allowed)
    {
        var candidates = scores.SelectMany(series => series.Skip(SimulatedSeries.WarmUp).Where((_, i) => i % 7 == 0)).Order().ToArray();
        var (low, high) = (0, candidates.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = FalseAlarms(all, scores, candidates[middle]) > allowed ? (middle, high) : (low, middle);
        }

        return candidates[high];
    }

    static long FalseAlarms(SimulatedSeries[] all, float[][] scores, double threshold)
    {
        var alarms = 0L;
        for (var i = 0; i < all.Length; i++)
        {
            var quietUntil = SimulatedSeries.WarmUp;
            foreach (var burst in all[i].Bursts.Append(new Burst(SimulatedSeries.Days * 1440, 0, 1)))
            {
                for (var minute = quietUntil; minute < burst.Start; minute++)
                {
                    if (scores[i][minute] >= threshold)
                    {
                        alarms++;
                        minute += CoolDown;
                    }
                }

                quietUntil = burst.Start + burst.Length + CoolDown;
            }
        }

        return alarms;
    }
}
