using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Tests.Shop;

public sealed class ShopTrafficTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 15, 0, TimeSpan.Zero);
    static readonly IncidentSchedule Schedule = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(4));

    [Fact]
    public void TheSameSeedGivesTheSameLogs()
    {
        Assert.Equal(Take(new ShopTraffic(7, Start, 15, Schedule), seconds: 30), Take(new ShopTraffic(7, Start, 15, Schedule), seconds: 30));
        Assert.NotEqual(Take(new ShopTraffic(7, Start, 15, Schedule), seconds: 30), Take(new ShopTraffic(8, Start, 15, Schedule), seconds: 30));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(2000)]
    public void TheRateIsTheOneAskedFor(double rate)
    {
        var logs = Take(new ShopTraffic(1, Start, rate, IncidentSchedule.None), seconds: 120);

        Assert.InRange(logs.Count / 120.0, rate * 0.9, rate * 1.1);
    }

    [Fact]
    public void AnEverydayMinuteStaysUnderEveryThreshold()
    {
        var logs = Take(new ShopTraffic(1, Start, ShopTraffic.UsualRate, IncidentSchedule.None), seconds: 3600);

        foreach (var (service, severity, perMinute) in ShopCatalogue.Thresholds.Where(threshold => threshold.Service != "*"))
        {
            var fullest = PerMinute(logs, service, severity).Max();
            Assert.True(fullest < perMinute, $"{service} {severity} has a minute with {fullest} logs, and its threshold is {perMinute}.");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(54)]
    public void TheFirstIncidentCrossesItsThresholdWithinSevenSecondsWhereverTheMinuteEnds(int second)
    {
        var traffic = new ShopTraffic(1, Start.AddSeconds(second), ShopTraffic.UsualRate, Schedule);
        var logs = Take(traffic, seconds: 12);

        Assert.Contains(PerMinute(logs, "payments", "ERROR"), count => count > 20);
    }

    [Fact]
    public void IncidentsComeInTurnAndEnd()
    {
        Assert.Null(Schedule.At(TimeSpan.FromSeconds(4.9)));
        Assert.Same(ShopCatalogue.Incidents[0], Schedule.At(TimeSpan.FromSeconds(5)));
        Assert.Null(Schedule.At(TimeSpan.FromSeconds(25)));
        Assert.Same(ShopCatalogue.Incidents[1], Schedule.At(TimeSpan.FromSeconds(245)));
        Assert.Same(ShopCatalogue.Incidents[0], Schedule.At(TimeSpan.FromSeconds(5 + (4 * 240))));
    }

    static List<ShopLog> Take(ShopTraffic traffic, int seconds)
    {
        List<ShopLog> logs = [];
        for (var step = 0; step < seconds / ShopTraffic.Step.TotalSeconds; step++)
        {
            logs.AddRange(traffic.Next());
        }

        return logs;
    }

    static IEnumerable<int> PerMinute(IEnumerable<ShopLog> logs, string service, string severity) => logs
        .Where(log => log.Service == service && log.Severity == severity)
        .GroupBy(log => log.Timestamp[..16])
        .Select(minute => minute.Count());
}
