using System.Globalization;
using Grainwatch.Cli.Generate;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Tracking;

/// <summary>
/// What visitors do, step by step: each comes from somewhere with some device, looks at pages, and sometimes buys. The same seed gives the
/// same events, whatever the clock does between the steps.
/// </summary>
/// <param name="rate">Everyday events a second.</param>
sealed class EventTraffic(int seed, DateTimeOffset start, double rate, IncidentSchedule incidents) : ITraffic<UserEvent>
{
    public const double UsualRate = 20;

    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Pages that a bot reads a second, at an everyday rate of <see cref="UsualRate"/>.</summary>
    const double BotRate = 60;

    /// <summary>Mean number of events of a visit.</summary>
    const double VisitLength = 8;

    static readonly (string Type, double Weight)[] Types =
        [("page_view", 60), ("click", 20), ("search", 8), ("add_to_cart", 6), ("sign_in", 3), ("purchase", 2), ("sign_up", 1)];

    static readonly (string Platform, string Device, string Os)[] Devices =
        [("web", "desktop", "Windows"), ("web", "desktop", "macOS"), ("web", "mobile", "Android"), ("ios", "mobile", "iOS"), ("ios", "tablet", "iOS"), ("android", "mobile", "Android")];

    static readonly string[] Countries = ["NL", "DE", "FR", "ES", "US", "GB", "PL", "SE"];
    static readonly string[] Versions = ["4.2.0", "4.2.1", "4.3.0"];
    static readonly string[] Pages = ["home", "search", "product", "cart", "checkout", "account"];

    readonly Random random = new(seed);
    readonly List<Visit> visits = [];
    long steps;
    int made;

    public DateTimeOffset Now => start + (Step * steps);

    public IReadOnlyList<UserEvent> Next()
    {
        List<UserEvent> events = [];
        for (var left = Poisson.Draw(random, rate * Step.TotalSeconds); left > 0; left--)
        {
            events.Add(Make(Visitor(), Pick()));
        }

        if (incidents.IsOnAt(Now - start))
        {
            var bot = new Visit("user_bot", "sess_bot", ("web", "desktop", "Linux"), "US", Versions[0]);
            for (var left = Poisson.Draw(random, BotRate * rate / UsualRate * Step.TotalSeconds); left > 0; left--)
            {
                events.Add(Make(bot, "page_view"));
            }
        }

        steps++;
        return events;
    }

    /// <summary>One who is there already, or somebody new; visits end as often as they begin.</summary>
    Visit Visitor()
    {
        if (visits.Count == 0 || random.NextDouble() < 1 / VisitLength)
        {
            visits.Add(new Visit(
                $"user_{random.Next(1, 2000)}",
                $"sess_{random.Next(1, int.MaxValue)}",
                Devices[random.Next(Devices.Length)],
                Countries[random.Next(Countries.Length)],
                Versions[random.Next(Versions.Length)]));
            if (visits.Count > 50)
            {
                visits.RemoveAt(random.Next(visits.Count));
            }
        }

        return visits[random.Next(visits.Count)];
    }

    string Pick()
    {
        var at = random.NextDouble() * Types.Sum(type => type.Weight);
        foreach (var (type, weight) in Types)
        {
            at -= weight;
            if (at < 0)
            {
                return type;
            }
        }

        return Types[0].Type;
    }

    UserEvent Make(Visit visit, string type) => new(
        string.Create(CultureInfo.InvariantCulture, $"ev_{seed}_{++made}"),
        type,
        visit.User,
        visit.Session,
        Now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        visit.Device.Platform,
        visit.Version,
        visit.Device.Device,
        visit.Device.Os,
        visit.Country,
        $$"""{"page":"{{Pages[random.Next(Pages.Length)]}}","value":{{random.Next(1, 500).ToString(CultureInfo.InvariantCulture)}}}""");

    sealed record Visit(string User, string Session, (string Platform, string Device, string Os) Device, string Country, string Version);
}
