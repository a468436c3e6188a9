using Grainwatch.Api.Rules;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Testing.Shop;

namespace Grainwatch.Api.Tests.Rules;

/// <summary>The rules that ship, over a simulated month of a shop: what they may say when nothing is wrong, and what they must say when something is.</summary>
public class FalseAlarmTests
{
    static readonly IReadOnlyList<Rule> Shipped = RuleFile.Read(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "projects", "log-anomaly", "alerts.yml")), "alerts.yml");

    [Fact]
    public void A_month_of_a_healthy_shop_has_at_most_a_dozen_alarms_and_none_without_a_cause()
    {
        var alarms = ShopWatch.Run(HealthyShop.Open(seed: 1), Shipped);
        Assert.InRange(alarms.Count, 1, 12);
        Assert.All(alarms, alarm => Assert.True(alarm.Cause is not null, $"{alarm.Rule} {alarm.Series} {alarm.Episode.FirstMinute}: nothing happened"));
    }

    [Fact]
    public void An_hour_of_errors_and_an_hour_of_silence_are_found_within_minutes()
    {
        const int Errors = (20 * 1440) + 900;
        const int Silence = (22 * 1440) + 900;
        var shop = HealthyShop.Open(seed: 1);
        for (var minute = 0; minute < 60; minute++)
        {
            shop.Counts[new SeriesKey("checkout", "ERROR")][Errors + minute] += 10;
            shop.Counts[new SeriesKey("payment", "INFO")][Silence + minute] = 0;
        }

        var found = ShopWatch.Run(shop, Shipped)
            .Where(alarm => alarm.Cause is null)
            .Select(alarm => (alarm.Rule, alarm.Series.Service, Delay: alarm.Episode.FiredAt))
            .ToList();
        Assert.Equal([("unusual-errors", "checkout"), ("silent-services", "payment")], found.Select(alarm => (alarm.Rule, alarm.Service)));
        Assert.InRange(found[0].Delay, (HealthyShop.Start + Errors).Start, (HealthyShop.Start + Errors + 5).Start);
        Assert.InRange(found[1].Delay, (HealthyShop.Start + Silence).Start, (HealthyShop.Start + Silence + 5).Start);
    }
}
