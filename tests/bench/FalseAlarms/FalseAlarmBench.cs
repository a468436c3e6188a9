using Grainwatch.Api.Rules;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Testing.Shop;

namespace Grainwatch.Bench.FalseAlarms;

/// <summary>The rules that ship, over a month of a shop in which nothing is wrong: how many alarms, and why each.</summary>
static class FalseAlarmBench
{
    const int Seeds = 10;

    public static BenchMode Mode { get; } = new("false alarms of the default rules in a month of a healthy shop, each explained", RunAsync);

    static async Task RunAsync(string[] args)
    {
        var file = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "projects", "log-anomaly", "alerts.yml");
        var rules = RuleFile.Read(await File.ReadAllTextAsync(file), Path.GetFileName(file));
        List<FalseAlarm> all = [];
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var shop = HealthyShop.Open(seed);
            var alarms = ShopWatch.Run(shop, rules);
            all.AddRange(alarms);
            Console.WriteLine($"shop {seed}: {shop.Counts.Count} series, {HealthyShop.Days} days, {shop.Events.Count} events: {alarms.Count} alarms");
            foreach (var alarm in alarms)
            {
                Console.WriteLine(
                    $"  {alarm.Episode.FirstMinute.Start:ddd dd HH:mm} {alarm.Rule} {alarm.Series} {alarm.Episode.Tier.Name()}: "
                    + $"{alarm.Episode.Observed} for {alarm.Episode.Expected:0.#}, {alarm.Cause?.Kind.ToString() ?? "chance"}");
            }
        }

        Console.WriteLine($"a month: {all.Count / (double)Seeds:0.0} alarms");
        foreach (var cause in all.GroupBy(alarm => (alarm.Rule, Cause: alarm.Cause?.Kind.ToString() ?? "chance")).OrderByDescending(cause => cause.Count()))
        {
            Console.WriteLine($"  {cause.Key.Rule,-20}{cause.Key.Cause,-16}{cause.Count() / (double)Seeds,6:0.0}");
        }
    }
}
