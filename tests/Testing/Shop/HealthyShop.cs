using Grainwatch.Domain.Forest;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Testing.Shop;

/// <summary>
/// Thirty days of a shop in which nothing is wrong, from a Monday on, as its counts were when each minute was judged. Eight services with INFO, WARN,
/// ERROR and a rare FATAL; days and nights, weekends at 60 %, growth of 1 % a day; on each weekday two deploys; on each Saturday one service whose logs come late;
/// a batch in each night. Counts are negative binomial.
/// </summary>
public sealed class HealthyShop
{
    public const int Days = 30;
    public const int Minutes = Days * MinutesPerDay;

    const int MinutesPerDay = 1440;
    const int Size = 8;
    const string Batch = "batch";

    /// <summary>INFO logs a minute at the mean of a day.</summary>
    static readonly (string Service, double Rate)[] Services =
        [("web", 200), ("search", 80), ("cart", 60), ("auth", 40), ("checkout", 30), ("payment", 20), ("mail", 5), (Batch, 0)];

    /// <summary>Of the rate of the service.</summary>
    static readonly (string Severity, double Share)[] Severities = [("INFO", 1), ("WARN", 0.05), ("ERROR", 0.01), ("FATAL", 0.00001)];

    public static readonly Minute Start = Minute.Of(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));

    HealthyShop(IReadOnlyList<ShopEvent> events, IReadOnlyDictionary<SeriesKey, long[]> counts)
    {
        Events = events;
        Counts = counts;
    }

    public IReadOnlyList<ShopEvent> Events { get; }

    /// <summary>One count a minute.</summary>
    public IReadOnlyDictionary<SeriesKey, long[]> Counts { get; }

    public static HealthyShop Open(ulong seed)
    {
        var random = new SplitMix64(seed);
        var events = Plan(ref random);
        Dictionary<SeriesKey, long[]> counts = [];
        foreach (var (service, rate) in Services)
        {
            var own = events.Where(one => one.Service == service).ToList();
            foreach (var (severity, share) in Severities)
            {
                counts[new SeriesKey(service, severity)] = Count(ref random, rate * share, severity, own);
            }
        }

        return new HealthyShop(events, counts);
    }

    /// <summary>What the shop did when, or shortly before, a series looked odd; null when it did nothing.</summary>
    public ShopEvent? Explain(SeriesKey series, int minute)
    {
        const int Aftermath = 15;
        // A batch looks odd all day long: it is silent for all of it but half an hour.
        return Events.FirstOrDefault(one => one.Service == series.Service
            && (one.Kind is ShopEventKind.NightlyBatch || (minute >= one.Start && minute < one.Start + one.Length + Aftermath)));
    }

    static List<ShopEvent> Plan(ref SplitMix64 random)
    {
        List<ShopEvent> events = [];
        for (var day = 0; day < Days; day++)
        {
            var midnight = day * MinutesPerDay;
            events.Add(new ShopEvent(midnight + 120, 30, Batch, ShopEventKind.NightlyBatch));
            if (IsWeekend(day))
            {
                if (day % 7 == 5)
                {
                    events.Add(new ShopEvent(midnight + random.Below(1400), 20, Speaker(ref random), ShopEventKind.Backfill));
                }

                continue;
            }

            events.Add(new ShopEvent(midnight + 600 + random.Below(180), 5, Speaker(ref random), ShopEventKind.Deploy));
            events.Add(new ShopEvent(midnight + 800 + random.Below(180), 5, Speaker(ref random), ShopEventKind.Deploy));
        }

        return events;
    }

    static string Speaker(ref SplitMix64 random) => Services[random.Below(Services.Length - 1)].Service;

    static bool IsWeekend(int day) => day % 7 >= 5;

    static long[] Count(ref SplitMix64 random, double rate, string severity, List<ShopEvent> events)
    {
        var counts = new long[Minutes];
        for (var minute = 0; minute < Minutes; minute++)
        {
            counts[minute] = RandomCounts.NegativeBinomial(ref random, Mean(rate, severity, events.Find(one => one.Covers(minute)), minute), Size);
        }

        return counts;
    }

    static double Mean(double rate, string severity, ShopEvent? now, int minute)
    {
        var day = minute / MinutesPerDay;
        var wave = 1 - (0.8 * Math.Cos(Math.Tau * (minute % MinutesPerDay - 240) / MinutesPerDay));
        var usual = rate * wave * (IsWeekend(day) ? 0.6 : 1) * Math.Pow(1.01, day);
        return now?.Kind switch
        {
            ShopEventKind.Deploy when severity is "INFO" => usual * (minute < now.Start + 2 ? 0.3 : 1),
            ShopEventKind.Deploy when severity is "ERROR" => usual * (minute >= now.Start + 2 ? 4 : 1),
            ShopEventKind.Backfill => 0,
            ShopEventKind.NightlyBatch => severity switch { "INFO" => 300, "WARN" => 3, "ERROR" => 0.2, _ => 0 },
            _ => usual,
        };
    }
}
