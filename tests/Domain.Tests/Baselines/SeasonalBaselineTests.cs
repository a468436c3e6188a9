using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Forest;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Tests.Baselines;

public sealed class SeasonalBaselineTests
{
    const int Day = 1440;
    static readonly Minute Start = Minute.Of(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
    SplitMix64 _random = new(11);

    [Fact]
    public void LearnsTheLevelAndTheTimeOfDay()
    {
        var baseline = Learnt(minutes: 10 * Day, Daily);

        Assert.InRange(baseline.Expected(Start + 6 * 60), 27, 35);
        Assert.InRange(baseline.Expected(Start + 18 * 60), 7.5, 12);
    }

    [Fact]
    public void NamesABurstWithWhatWasExpected()
    {
        var baseline = Learnt(minutes: 3 * Day, _ => 20);
        var verdict = baseline.Judge(Start + 3 * Day, [20, 20, 20, 20, 90]);

        Assert.True(verdict.IsAnomaly);
        Assert.Equal((1, 90L), (verdict.Minutes, verdict.Seen));
        Assert.InRange(verdict.Expected, 17, 23);
        Assert.InRange(verdict.Upper, 35, 60);
        Assert.InRange(verdict.Lower, 1, 10);
        Assert.True(verdict.PValue < 1e-6);
    }

    [Fact]
    public void FindsASlowBurstInAQuietSeriesByItsFiveMinutes()
    {
        var baseline = Learnt(minutes: 3 * Day, _ => 0.5);
        var minute = Start + 3 * Day;

        Assert.False(baseline.Judge(minute, [5]).IsAnomaly);
        var verdict = baseline.Judge(minute, [5, 4, 5, 4, 5]);
        Assert.True(verdict.IsAnomaly);
        Assert.Equal((SeasonalBaseline.WindowMinutes, 23L), (verdict.Minutes, verdict.Seen));
    }

    [Fact]
    public void ABurstIsNotLearntAsUsual()
    {
        var baseline = Learnt(minutes: 3 * Day, _ => 20);
        for (var i = 0; i < 15; i++)
        {
            baseline.Learn(Start + 3 * Day + i, 2000);
        }

        Assert.InRange(baseline.Expected(Start + 3 * Day + 15), 18, 28);
        Assert.True(baseline.Judge(Start + 3 * Day + 15, [120]).IsAnomaly);
    }

    [Fact]
    public void ALastingChangeIsUsualWithinADay()
    {
        var baseline = Learnt(minutes: 5 * Day, _ => 20);
        Learn(baseline, 5 * Day, 6 * Day, _ => 60);

        Assert.False(baseline.Judge(Start + 6 * Day, [60, 60, 60, 60, 60]).IsAnomaly);
    }

    [Fact]
    public void SaysNothingBeforeItIsWarm()
    {
        var baseline = Learnt(minutes: 59, _ => 20);
        Assert.False(baseline.IsWarm);
        Assert.False(baseline.Judge(Start + 59, [100_000]).IsAnomaly);

        baseline.Learn(Start + 59, 20);
        Assert.True(baseline.IsWarm);
        Assert.True(baseline.Judge(Start + 60, [100_000]).IsAnomaly);
    }

    [Fact]
    public void FewLogsAreNeverAnAnomalyHoweverQuietTheSeries()
    {
        var baseline = Learnt(minutes: Day, _ => 0);

        Assert.False(baseline.Judge(Start + Day, [0, 0, 0, 0, 4]).IsAnomaly);
        Assert.True(baseline.Judge(Start + Day, [0, 0, 0, 0, 5]).IsAnomaly);
    }

    [Fact]
    public void LooksOnlyInTheDirectionAskedFor()
    {
        static bool Flags(BaselineDirection direction, long count)
        {
            var baseline = new SeasonalBaseline(new BaselineSettings { Direction = direction });
            for (var i = 0; i < 2 * Day; i++)
            {
                baseline.Learn(Start + i, 95 + i % 11);
            }

            return baseline.Judge(Start + 2 * Day, [count]).IsAnomaly;
        }

        Assert.Equal((true, false), (Flags(BaselineDirection.Up, 500), Flags(BaselineDirection.Up, 2)));
        Assert.Equal((false, true), (Flags(BaselineDirection.Down, 500), Flags(BaselineDirection.Down, 2)));
        Assert.Equal((true, true), (Flags(BaselineDirection.Both, 500), Flags(BaselineDirection.Both, 2)));
        Assert.False(Flags(BaselineDirection.Both, 100));
    }

    [Fact]
    public void MinutesLeftOutAreLearntAsSilence()
    {
        var (told, skipped) = (new SeasonalBaseline(), new SeasonalBaseline());
        for (var i = 0; i < Day; i++)
        {
            told.Learn(Start + i, i % 10 == 0 ? 7 : 0);
            if (i % 10 == 0)
            {
                skipped.Learn(Start + i, 7);
            }
        }

        skipped.Learn(Start + Day - 1, 0);
        Assert.Equal(told.Expected(Start + Day), skipped.Expected(Start + Day));
        Assert.Equal(told.LearntUpTo, skipped.LearntUpTo);
    }

    [Fact]
    public void AMinuteIsLearntOnceAndJudgingLearnsNothing()
    {
        var baseline = Learnt(minutes: Day, _ => 20);
        var expected = baseline.Expected(Start + Day);

        baseline.Learn(Start + Day - 1, 5000);
        baseline.Judge(Start + Day, [5000]);
        Assert.Equal(expected, baseline.Expected(Start + Day));
    }

    [Fact]
    public void ASilenceIsOddOnlyWhereTheSeriesAlwaysSpeaks()
    {
        var steady = Learnt(minutes: 3 * Day, _ => 4);
        var quiet = Learnt(minutes: 3 * Day, _ => 0.05);

        Assert.False(steady.JudgeSilence(Start + 3 * Day, 2).IsAnomaly);
        var verdict = steady.JudgeSilence(Start + 3 * Day, 10);
        Assert.True(verdict.IsAnomaly);
        Assert.InRange(verdict.Expected, 30, 50);
        Assert.False(quiet.JudgeSilence(Start + 3 * Day, 30).IsAnomaly);
        Assert.True(quiet.JudgeSilence(Start + 3 * Day, 10_000).LogP < quiet.JudgeSilence(Start + 3 * Day, 30).LogP);
    }

    [Fact]
    public void PValuesAreCalibratedOnSeasonalCounts()
    {
        var baseline = Learnt(minutes: 5 * Day, Daily);
        var below = 0;
        const int judged = 6 * Day;
        for (var i = 0; i < judged; i++)
        {
            var minute = Start + 5 * Day + i;
            var count = Poisson(Daily(minute));
            below += baseline.Judge(minute, [count]).PValue <= 0.01 ? 1 : 0;
            baseline.Learn(minute, count);
        }

        // Discrete counts cannot reach a risk exactly, so a little below; model error, so a little above.
        Assert.InRange(below / (double)judged, 0.004, 0.015);
    }

    [Fact]
    public void ASeriesTakesLessThanAKilobyte()
    {
        var settings = new BaselineSettings();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var baseline = new SeasonalBaseline(settings);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        for (var i = 0; i < Day; i++)
        {
            baseline.Learn(Start + i, i % 7);
        }

        // What the runtime itself allocates once, when it compiles a method anew, does not grow with the calls.
        const int SmallestObject = 24;
        var more = GC.GetAllocatedBytesForCurrentThread() - before - bytes;
        Assert.InRange(bytes, 1, 1024);
        Assert.InRange(more, 0, (Day * SmallestObject) - 1);
    }

    [Fact]
    public void ASettingOutOfRangeIsNamed() =>
        Assert.Contains(
            "Risk must be above 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new SeasonalBaseline(new BaselineSettings { Risk = 0 })).Message,
            StringComparison.Ordinal);

    static double Daily(Minute minute) => 20 + 12 * Math.Sin(Math.Tau * (minute - Start) / Day);

    SeasonalBaseline Learnt(int minutes, Func<Minute, double> mean)
    {
        var baseline = new SeasonalBaseline();
        Learn(baseline, 0, minutes, mean);
        return baseline;
    }

    void Learn(SeasonalBaseline baseline, int from, int until, Func<Minute, double> mean)
    {
        for (var i = from; i < until; i++)
        {
            baseline.Learn(Start + i, Poisson(mean(Start + i)));
        }
    }

    long Poisson(double mean)
    {
        var count = 0L;
        for (var product = _random.Unit(); product > Math.Exp(-mean); product *= _random.Unit())
        {
            count++;
        }

        return count;
    }
}
