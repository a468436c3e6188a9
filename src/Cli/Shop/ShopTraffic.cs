using System.Globalization;
using Grainwatch.Cli.Generate;

namespace Grainwatch.Cli.Shop;

/// <summary>The logs of a small shop, step by step. The same seed gives the same logs, whatever the clock does between the steps.</summary>
/// <param name="start">The time of the first step.</param>
/// <param name="rate">Everyday logs a second.</param>
sealed class ShopTraffic(int seed, DateTimeOffset start, double rate, IncidentSchedule incidents) : ITraffic<ShopLog>
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Logs of an incident a second, at an everyday rate of <see cref="UsualRate"/>.</summary>
    const double IncidentRate = 20;

    public const double UsualRate = 15;

    const int Servers = 4;

    readonly Random random = new(seed);
    readonly WeightedChoice everyday = new(ShopCatalogue.Everyday);
    long steps;

    /// <summary>The incident of the last step.</summary>
    public Incident? Incident { get; private set; }

    /// <summary>The time up to which logs were made.</summary>
    public DateTimeOffset Now => start + (Step * steps);

    public IReadOnlyList<ShopLog> Next()
    {
        Incident = incidents.At(Now - start);
        List<ShopLog> logs = [];
        Add(logs, everyday, rate);
        if (Incident is { } incident)
        {
            Add(logs, new WeightedChoice(incident.Logs), IncidentRate * rate / UsualRate);
        }

        steps++;
        return logs;
    }

    void Add(List<ShopLog> logs, WeightedChoice kinds, double perSecond)
    {
        for (var left = Poisson.Draw(random, perSecond * Step.TotalSeconds); left > 0; left--)
        {
            logs.Add(Make(kinds.Pick(random)));
        }
    }

    ShopLog Make(LogKind kind)
    {
        var server = random.Next(Servers) + 1;
        var user = random.Next(1, 5000);
        var order = random.Next(100_000, 999_999);
        var milliseconds = (int)(8 * Math.Exp(random.NextDouble() * 3));
        var message = kind.Message
            .Replace("{order}", Text(order), StringComparison.Ordinal)
            .Replace("{user}", Text(user), StringComparison.Ordinal)
            .Replace("{product}", Text(random.Next(1, 800)), StringComparison.Ordinal)
            .Replace("{ms}", Text(milliseconds), StringComparison.Ordinal)
            .Replace("{slow}", Text(milliseconds * 20), StringComparison.Ordinal)
            .Replace("{n}", Text(random.Next(1, 9)), StringComparison.Ordinal);
        return new ShopLog(
            Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            $"{kind.Service}-{server}",
            kind.Service,
            kind.Severity,
            message,
            kind.ErrorCode,
            $"order-{order}",
            $$"""{"user":{{user}},"duration_ms":{{milliseconds}}}""");
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
