using Grainwatch.Domain.Probes;

namespace Grainwatch.Domain.Tests.Probes;

public class ProbeScheduleTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    [Fact]
    public void EveryRunIsAboutOneIntervalAfterTheLast()
    {
        ProbeSchedule schedule = new(Interval);
        foreach (var (earlier, later) in Runs(schedule, "a", 1000).Zip(Runs(schedule, "a", 1001).Skip(1)))
        {
            Assert.InRange((later - earlier).TotalSeconds, 13.5, 16.5);
        }
    }

    [Fact]
    public void JitterDoesNotAddUp()
    {
        ProbeSchedule schedule = new(Interval);
        var runs = Runs(schedule, "a", 5760).ToList();
        Assert.InRange((runs[^1] - runs[0]).TotalSeconds, (5759 * 15) - 1.5, (5759 * 15) + 1.5);
    }

    [Fact]
    public void WithoutJitterTheIntervalIsExact() =>
        Assert.All(Runs(new ProbeSchedule(Interval, Jitter: 0), "a", 100).Zip(Runs(new ProbeSchedule(Interval, Jitter: 0), "a", 101).Skip(1)),
            pair => Assert.Equal(Interval, pair.Second - pair.First));

    [Fact]
    public void TheMomentsAreTheSameWhereverTheyAreAskedFrom()
    {
        ProbeSchedule schedule = new(Interval, Seed: 7);
        var runs = Runs(schedule, "shop", 20).ToList();
        var inBetween = runs[9] + TimeSpan.FromSeconds(2);
        Assert.Equal(runs[10], new ProbeSchedule(Interval, Seed: 7).After(inBetween, "shop"));
    }

    [Fact]
    public void AnotherSeedGivesOtherMoments() => Assert.NotEqual(
        new ProbeSchedule(Interval, Seed: 1).After(Start, "shop"), new ProbeSchedule(Interval, Seed: 2).After(Start, "shop"));

    [Fact]
    public void ManyProbesAreSpreadOverTheInterval()
    {
        ProbeSchedule schedule = new(Interval);
        var perSecond = Enumerable.Range(0, 1500).GroupBy(i => (int)(schedule.After(Start, $"probe-{i}") - Start).TotalSeconds).ToList();
        Assert.True(perSecond.Count >= 15);
        Assert.All(perSecond.Where(second => second.Key < 15), second => Assert.InRange(second.Count(), 40, 170));
    }

    static IEnumerable<DateTimeOffset> Runs(ProbeSchedule schedule, string name, int count)
    {
        var at = Start;
        for (var i = 0; i < count; i++)
        {
            yield return at = schedule.After(at, name);
        }
    }
}
