using System.Globalization;
using Grainwatch.Cli.Generate;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Audit;

/// <summary>
/// Who changes what in five companies. The same seed gives the same changes, but for their times where those are the caller's.
/// </summary>
/// <param name="rate">Everyday changes a second.</param>
sealed class AuditTraffic(int seed, DateTimeOffset start, double rate, IncidentSchedule incidents) : ITraffic<AuditEvent>
{
    public const double UsualRate = 10;

    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Files that are deleted a second in an incident, at an everyday rate of <see cref="UsualRate"/>.</summary>
    const double IncidentRate = 40;

    static readonly string[] Entities = ["project", "folder", "file", "file", "file", "group", "user"];
    static readonly string[] Actions = ["created", "updated", "updated", "updated", "deleted"];
    static readonly string[] Browsers = ["Chrome", "Chrome", "Chrome", "Safari", "Firefox", "Edge"];
    static readonly string[] Systems = ["Windows", "Windows", "macOS", "iOS", "Android", "Linux"];
    static readonly int[] Companies = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5];
    static readonly string[] People = ["ann", "bob", "cleo", "dirk", "eva", "femi", "gus", "hana"];

    readonly Random random = new(seed);
    long steps;

    public DateTimeOffset Now => start + (Step * steps);

    public IReadOnlyList<AuditEvent> Next()
    {
        List<AuditEvent> events = [];
        for (var left = Poisson.Draw(random, rate * Step.TotalSeconds); left > 0; left--)
        {
            events.Add(Make(Now));
        }

        if (incidents.IsOnAt(Now - start))
        {
            for (var left = Poisson.Draw(random, IncidentRate * rate / UsualRate * Step.TotalSeconds); left > 0; left--)
            {
                events.Add(Make(Now) with { CompanyId = 2, Event = "file_deleted", Payload = new AuditPayload(Id(), "mallory@company2.example") });
            }
        }

        steps++;
        return events;
    }

    public AuditEvent Make(DateTimeOffset time)
    {
        var company = Companies[random.Next(Companies.Length)];
        return new AuditEvent(
            time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            company,
            $"{Entities[random.Next(Entities.Length)]}_{Actions[random.Next(Actions.Length)]}",
            new AuditPayload(Id(), string.Create(CultureInfo.InvariantCulture, $"{People[random.Next(People.Length)]}@company{company}.example")),
            new AuditDevice(Browsers[random.Next(Browsers.Length)], Systems[random.Next(Systems.Length)]));
    }

    string Id() => random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
}
