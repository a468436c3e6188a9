using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;

namespace Grainwatch.Testing.Shop;

/// <summary>What rules say of a shop in which nothing is wrong: every alarm is a false one.</summary>
public static class ShopWatch
{
    public static IReadOnlyList<FalseAlarm> Run(HealthyShop shop, IReadOnlyList<Rule> rules) =>
    [
        .. shop.Counts
            .SelectMany(series => rules.Where(rule => rule.Matchers.IsMatch(LabelsOf(series.Key))).SelectMany(rule => Run(shop, rule, series.Key)))
            .OrderBy(alarm => alarm.Episode.FiredAt),
    ];

    static IEnumerable<FalseAlarm> Run(HealthyShop shop, Rule rule, SeriesKey series)
    {
        var counts = shop.Counts[series];
        var totals = shop.Counts.Where(other => other.Key.Service == series.Service).Select(other => other.Value).ToArray();
        // Before its first log there is no series.
        var first = Array.FindIndex(counts, count => count > 0);
        return first < 0 ? [] : Backtest.Run(
                rule,
                series,
                isNew: false,
                minute => new MinuteInput(counts[minute - HealthyShop.Start], totals.Sum(other => other[minute - HealthyShop.Start]), []),
                HealthyShop.Start + first,
                HealthyShop.Start + first,
                HealthyShop.Start + HealthyShop.Minutes)
            .Select(episode => new FalseAlarm(rule.Name, series, episode, shop.Explain(series, (int)(episode.FirstMinute - HealthyShop.Start))));
    }

    static Labels LabelsOf(SeriesKey series) => new([new(Labels.Service, series.Service), new(Labels.Severity, series.Severity)]);
}

/// <param name="Cause">What the shop did; null for chance.</param>
public sealed record FalseAlarm(string Rule, SeriesKey Series, Episode Episode, ShopEvent? Cause);
