using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Time;

namespace Grainwatch.Api.Activity;

/// <summary>A series over a range, in points.</summary>
/// <param name="Step">Minutes of a point.</param>
/// <param name="Times">When each point begins, in seconds since 1970.</param>
/// <param name="Counts">The fullest minute of each point.</param>
/// <param name="Sums">All logs of each point.</param>
/// <param name="Low">The least that is usual at that time; null where too little was learnt.</param>
/// <param name="High">The most that is usual at that time.</param>
sealed record SeriesChart(int Step, long[] Times, long[] Counts, long[] Sums, double?[] Low, double?[] High)
{
    /// <summary>How far back what is usual is learnt from.</summary>
    public const int LearntMinutes = 14 * 1440;

    /// <summary>Standard deviations around what is expected that are shown as usual.</summary>
    const double Width = 3;

    public static SeriesChart Of(IReadOnlyList<(Minute Minute, long Count)> counts, Minute from, Minute to, int mostPoints)
    {
        var step = (int)((to - from + mostPoints - 1) / mostPoints);
        var points = (int)((to - from + step - 1) / step);
        var chart = new SeriesChart(
            step,
            [.. Enumerable.Range(0, points).Select(i => (from + ((long)i * step)).Start.ToUnixTimeSeconds())],
            new long[points], new long[points], new double?[points], new double?[points]);
        var baseline = new SeasonalBaseline();
        var next = 0;
        while (next < counts.Count && counts[next].Minute < from)
        {
            baseline.Learn(counts[next].Minute, counts[next++].Count);
        }

        for (var minute = from; minute < to; minute += 1)
        {
            var count = next < counts.Count && counts[next].Minute == minute ? counts[next++].Count : 0;
            chart.Add((int)((minute - from) / step), count, minute, baseline);
            // Before the first log there is nothing to learn from; silence is learnt once there was something else.
            if (count > 0 || baseline.LearntUpTo is not null)
            {
                baseline.Learn(minute, count);
            }
        }

        return chart;
    }

    void Add(int point, long count, Minute minute, SeasonalBaseline baseline)
    {
        Counts[point] = Math.Max(Counts[point], count);
        Sums[point] += count;
        if (!baseline.IsWarm)
        {
            return;
        }

        var model = baseline.Judge(minute, [count]).Model;
        High[point] = Math.Round(Math.Max(High[point] ?? 0, model.Mean + (Width * model.Deviation)), 1);
        Low[point] = Math.Round(Math.Min(Low[point] ?? double.MaxValue, Math.Max(0, model.Mean - (Width * model.Deviation))), 1);
    }
}
