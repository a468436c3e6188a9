using Grainwatch.Cli.Audit;
using Grainwatch.Cli.Generate;
using Grainwatch.Cli.Shop;
using Grainwatch.Cli.Tracking;

namespace Grainwatch.Cli.Tests.Generate;

public sealed class TrafficTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 15, 0, TimeSpan.Zero);
    static readonly IncidentSchedule Schedule = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(4));

    [Fact]
    public void TheSameSeedGivesTheSameRows()
    {
        Assert.Equal(Take(new EventTraffic(7, Start, 20, Schedule), 30), Take(new EventTraffic(7, Start, 20, Schedule), 30));
        Assert.NotEqual(Take(new EventTraffic(7, Start, 20, Schedule), 30), Take(new EventTraffic(8, Start, 20, Schedule), 30));
        Assert.Equal(Take(new AuditTraffic(7, Start, 20, Schedule), 30), Take(new AuditTraffic(7, Start, 20, Schedule), 30));
        Assert.NotEqual(Take(new AuditTraffic(7, Start, 20, Schedule), 30), Take(new AuditTraffic(8, Start, 20, Schedule), 30));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(2000)]
    public void TheRateIsTheOneAskedFor(double rate)
    {
        Assert.InRange(Take(new EventTraffic(1, Start, rate, IncidentSchedule.None), 60).Count / 60.0, rate * 0.9, rate * 1.1);
        Assert.InRange(Take(new AuditTraffic(1, Start, rate, IncidentSchedule.None), 60).Count / 60.0, rate * 0.9, rate * 1.1);
    }

    [Fact]
    public void IncidentsStandOutWhileTheyLast()
    {
        var events = Take(new EventTraffic(1, Start, EventTraffic.UsualRate, Schedule), 240);
        var bot = events.Where(one => one.UserId == "user_bot").Select(one => DateTimeOffset.Parse(one.Timestamp + "Z", System.Globalization.CultureInfo.InvariantCulture) - Start).ToList();
        var deleted = Take(new AuditTraffic(1, Start, AuditTraffic.UsualRate, Schedule), 240).Count(one => one.Payload.Author.StartsWith("mallory", StringComparison.Ordinal));

        Assert.InRange(bot.Count, 1000, 1400);
        Assert.All(bot, at => Assert.InRange(at.TotalSeconds, 5, 25));
        Assert.InRange(deleted, 650, 950);
    }

    [Fact]
    public void VisitsHaveManyEventsAndUsersManyVisits()
    {
        var events = Take(new EventTraffic(1, Start, 100, IncidentSchedule.None), 600);

        Assert.InRange(events.GroupBy(one => one.SessionId).Average(visit => visit.Count()), 4, 16);
        Assert.Equal(events.Count, events.Select(one => one.EventId).Distinct().Count());
        Assert.True(events.Count(one => one.EventType == "page_view") > 10 * events.Count(one => one.EventType == "purchase"));
    }

    static List<T> Take<T>(ITraffic<T> traffic, double seconds)
    {
        List<T> rows = [];
        while (traffic.Now < Start.AddSeconds(seconds))
        {
            rows.AddRange(traffic.Next());
        }

        return rows;
    }
}
