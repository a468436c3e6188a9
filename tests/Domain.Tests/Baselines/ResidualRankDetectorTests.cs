using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Forest;

namespace Grainwatch.Domain.Tests.Baselines;

public sealed class ResidualRankDetectorTests
{
    readonly ResidualRankDetector _detector = new(new ResidualRankSettings { Refractory = 50 });
    SplitMix64 _random = new(4);
    DateTimeOffset _now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AValueFurtherOutThanOneInAThousandIsAnAnomalyOnce()
    {
        Learn(4000);

        var first = Observe(200);
        Assert.True(first.IsAnomaly);
        Assert.True(first.Score > 3);
        Assert.InRange(first.Expected, 90, 110);
        Assert.False(Observe(180).IsAnomaly);
    }

    [Fact]
    public void AfterTheRefractoryTimeItMayFireAgain()
    {
        Learn(4000);
        Observe(200);
        Learn(50);

        Assert.True(Observe(500).IsAnomaly);
    }

    [Fact]
    public void NothingIsAnAnomalyUntilSomethingCanBeThatRare()
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(Observe(i % 100 == 99 ? 10_000 + 100 * i : Usual()).IsAnomaly);
        }
    }

    [Fact]
    public void TheTimeOfDayIsExpected()
    {
        // A peak at 12:00 of every day is no surprise after some days; the same value at midnight is.
        for (var minute = 0; minute < 20 * 1440; minute++)
        {
            var verdict = Observe(minute % 1440 is >= 720 and < 750 ? 300 : Usual());
            Assert.False(minute > 15 * 1440 && verdict.Score > 3.9);
        }

        Assert.True(Observe(300).IsAnomaly);
    }

    [Fact]
    public void AConstantSeriesIsJudgedToo()
    {
        for (var i = 0; i < 2000; i++)
        {
            Assert.False(Observe(7).IsAnomaly);
        }

        Assert.True(Observe(8).IsAnomaly);
    }

    [Fact]
    public void AValueThatIsNotFiniteIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Observe(double.NaN));

    [Fact]
    public void ASeriesTakesAboutAKilobyteAndAllocatesNoMore()
    {
        var settings = new ResidualRankSettings();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var detector = new ResidualRankDetector(settings);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        const int Values = 1000;
        for (var i = 1; i <= Values; i++)
        {
            detector.Observe(_now + TimeSpan.FromMinutes(i), 1);
        }

        // What the runtime itself allocates once, when it compiles a method anew, does not grow with the values.
        const int SmallestObject = 24;
        var more = GC.GetAllocatedBytesForCurrentThread() - before - bytes;
        Assert.InRange(bytes, 1, 1100);
        Assert.InRange(more, 0, (Values * SmallestObject) - 1);
    }

    void Learn(int values)
    {
        for (var i = 0; i < values; i++)
        {
            Observe(Usual());
        }
    }

    ResidualRankVerdict Observe(double value)
    {
        _now += TimeSpan.FromMinutes(1);
        return _detector.Observe(_now, value);
    }

    double Usual() => 90 + 20 * _random.Unit();
}
