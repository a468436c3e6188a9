namespace Grainwatch.Domain.Rules;

/// <summary>The lowest threshold that would have fired no more often than wanted, with what it was found by.</summary>
/// <param name="PerMinute">Null when no threshold can be found, because the series had no logs.</param>
/// <param name="AlertsPerWeek">How often it would have fired.</param>
/// <param name="Median">Of the minutes with logs, like the other quantiles.</param>
/// <param name="Candidates">Thresholds around it, and how often each would have fired.</param>
public sealed record ThresholdSuggestion(
    double? PerMinute,
    double AlertsPerWeek,
    int MinutesWithLogs,
    long Median,
    long P99,
    long P999,
    long Max,
    IReadOnlyList<ThresholdCandidate> Candidates)
{
    const double MinutesPerWeek = 7 * 24 * 60;

    /// <param name="minutes">The minutes with logs, oldest first.</param>
    /// <param name="period">The minutes that were looked at, with and without logs.</param>
    /// <param name="wantedPerWeek">Alerts a week that are bearable.</param>
    /// <param name="cleanMinutes">Minutes without a breach that end an anomaly.</param>
    public static ThresholdSuggestion For(IReadOnlyList<Counting.MinuteCount> minutes, long period, double wantedPerWeek, int cleanMinutes)
    {
        if (minutes.Count == 0)
        {
            return new ThresholdSuggestion(null, 0, 0, 0, 0, 0, 0, []);
        }

        var levels = minutes.Select(minute => minute.Count).Distinct().Order().ToArray();
        var weeks = period / MinutesPerWeek;
        // Fewer minutes breach a higher threshold, and nearly always they are fewer episodes too; where joining ones makes it otherwise, the
        // answer is still one that holds what it says.
        var (low, high) = (0, levels.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Episodes(minutes, levels[middle], cleanMinutes) / weeks <= wantedPerWeek)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        var sorted = minutes.Select(minute => minute.Count).Order().ToArray();
        return new ThresholdSuggestion(
            levels[high],
            Episodes(minutes, levels[high], cleanMinutes) / weeks,
            minutes.Count,
            Quantile(sorted, 0.5),
            Quantile(sorted, 0.99),
            Quantile(sorted, 0.999),
            sorted[^1],
            [
                .. new[] { high - 3, high - 2, high - 1, high, high + 1, high + 2 }
                    .Where(index => index >= 0 && index < levels.Length)
                    .Select(index => new ThresholdCandidate(levels[index], Episodes(minutes, levels[index], cleanMinutes) / weeks)),
            ]);
    }

    static int Episodes(IReadOnlyList<Counting.MinuteCount> minutes, double threshold, int cleanMinutes)
    {
        var episodes = 0;
        var last = long.MinValue / 2;
        foreach (var (minute, count) in minutes)
        {
            if (count > threshold)
            {
                episodes += minute.Number - last > cleanMinutes + 1 ? 1 : 0;
                last = minute.Number;
            }
        }

        return episodes;
    }

    static long Quantile(long[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(share * sorted.Length))];
}

public sealed record ThresholdCandidate(double ThresholdPerMinute, double AlertsPerWeek);
