using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.ResponseTimes;

namespace Grainwatch.Bench.Detectors;

/// <summary>Common detectors to compare with. Each gives one score a minute, high being odd, and learns the minute after it.</summary>
static class Yardsticks
{
    /// <summary>The count as a multiple of the mean of the first four days.</summary>
    public static float[] MultipleOfMean(long[] counts)
    {
        var mean = Math.Max(counts.Take(SimulatedSeries.WarmUp).Average(), 0.01);
        return [.. counts.Select(count => (float)(count / mean))];
    }

    /// <summary>Deviations from an exponentially weighted mean; cut off at 4 before it is learnt when <paramref name="winsorised"/>.</summary>
    public static float[] Ewma(long[] counts, bool winsorised)
    {
        const double rate = 0.01;
        var (mean, variance) = ((double)counts[0], 1.0);
        return Array.ConvertAll(counts, count =>
        {
            var deviation = Math.Sqrt(Math.Max(variance, 0.25));
            var score = (count - mean) / deviation;
            var error = (winsorised ? Math.Clamp(score, -4, 4) : score) * deviation;
            mean += rate * error;
            variance += rate * (error * error - variance);
            return (float)score;
        });
    }

    /// <summary>Deviations from the median of the last hour, by its MAD.</summary>
    public static float[] MedianOfHour(long[] counts)
    {
        var window = new MedianWindow(60);
        return Array.ConvertAll(counts, count =>
        {
            var score = (count - window.Median) / Math.Max(MedianWindow.NormalConsistency * window.Deviation, 0.5);
            window.Add(count);
            return (float)score;
        });
    }

    /// <summary>The tails of the last minute and of the last five by the distribution that the counts were drawn from: the ceiling.</summary>
    public static float[] Truth(SimulatedSeries series)
    {
        var scores = new float[series.Counts.Length];
        for (var i = 4; i < scores.Length; i++)
        {
            var (sum, mean, square) = (0L, 0.0, 0.0);
            for (var j = i - 4; j <= i; j++)
            {
                sum += series.Counts[j];
                mean += series.Means[j];
                square += series.Means[j] * series.Means[j];
            }

            var window = new NegativeBinomial(mean, series.Dispersion * square / (mean * mean)).LogUpperTail(sum);
            var minute = new NegativeBinomial(series.Means[i], series.Dispersion).LogUpperTail(series.Counts[i]);
            scores[i] = (float)(-Math.Min(window, minute) / Math.Log(10));
        }

        return scores;
    }
}
