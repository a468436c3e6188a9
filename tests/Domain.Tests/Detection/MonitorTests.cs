using Grainwatch.Domain.Detection;

namespace Grainwatch.Domain.Tests.Detection;

public sealed class MonitorTests
{
    [Fact]
    public void FiresOnTheLogThatCrossesTheThreshold() => new MonitorScript(threshold: 10)
        .At("12:00:10").Logs("12:00", 10).Says()
        .At("12:00:11").Logs("12:00", 1).Says("opened 12:00-12:00 at 11 over 10");

    [Theory]
    [InlineData(10.5, 10, false)]
    [InlineData(10.5, 11, true)]
    [InlineData(0, 1, true)]
    [InlineData(-5, 1, true)]
    public void ComparesWithTheThresholdExactly(double threshold, long count, bool fires)
    {
        var script = new MonitorScript(threshold).At("12:00:10").Logs("12:00", count);

        Assert.Equal(fires, script.Monitor.Status(script.Now).Open.Count == 1);
    }

    [Fact]
    public void AMinuteWithoutLogsBreachesNotEvenANegativeThreshold() => new MonitorScript(threshold: null)
        .At("12:05:00").Logs("12:05", 1).Threshold(-1).Says("opened 12:05-12:05 at 1 over -1");

    [Fact]
    public void WithoutAThresholdItOnlyCounts()
    {
        var script = new MonitorScript(threshold: null).At("12:00:10").Logs("12:00", 1_000_000).Says();

        Assert.Equal(1_000_000, script.Counted("12:00"));
    }

    [Fact]
    public void ResolvesWhenACleanMinuteHasFullyPassed() => new MonitorScript()
        .At("12:00:59").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10")
        .At("12:01:59").Tick().Says()
        .At("12:02:00").Tick().Says("resolved 12:00-12:00 peak 11")
        .At("12:03:00").Tick().Says();

    [Fact]
    public void WaitsForAsManyCleanMinutesAsIsSet() => new MonitorScript(options: new DetectionOptions { CleanMinutes = 3 })
        .At("12:00:59").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10")
        .At("12:03:59").Tick().Says()
        .At("12:03:59").Logs("12:03", 11).Says("extended 12:00-12:03 peak 11")
        .At("12:06:59").Tick().Says()
        .At("12:07:00").Tick().Says("resolved 12:00-12:03 peak 11");

    [Fact]
    public void BreachingMinutesInARowAreOneEpisode() => new MonitorScript()
        .At("12:00:30").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10")
        .At("12:01:30").Logs("12:01", 50).Says("extended 12:00-12:01 peak 50")
        .At("12:02:30").Logs("12:02", 20).Says("extended 12:00-12:02 peak 50")
        .At("12:04:00").Tick().Says("resolved 12:00-12:02 peak 50");

    [Fact]
    public void ABreachAfterACleanMinuteIsANewEpisodeThoughNoTickCameBetween() => new MonitorScript()
        .At("12:00:30").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10")
        .At("12:02:30").Logs("12:02", 12).Says("resolved 12:00-12:00 peak 11", "opened 12:02-12:02 at 12 over 10");

    [Fact]
    public void TellsAGrowingMinuteOnceAMinuteAndNotOnceALog()
    {
        var script = new MonitorScript().At("12:00:01").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10");
        for (var log = 0; log < 100; log++)
        {
            script.Logs("12:00", 1).Says();
        }

        script.At("12:01:00").Tick().Says("extended 12:00-12:00 peak 111")
            .At("12:01:01").Logs("12:00", 1).Says()
            .At("12:03:00").Tick().Says("resolved 12:00-12:00 peak 112");
    }

    [Fact]
    public void ALogOfAResolvedEpisodesMinuteOpensNothing() => new MonitorScript()
        .At("12:00:30").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10")
        .At("12:02:00").Tick().Says("resolved 12:00-12:00 peak 11")
        .At("12:09:59").Logs("12:00", 100).Says();

    [Fact]
    public void ALateBreachBesideAResolvedEpisodeIsANewOne() => new MonitorScript()
        .At("12:00:30").Logs("12:00", 11)
        .At("12:03:00").Tick().Says("opened 12:00-12:00 at 11 over 10", "resolved 12:00-12:00 peak 11")
        .At("12:03:01").Logs("12:01", 11).Says("opened 12:01-12:01 at 11 over 10");

    [Fact]
    public void ALateBreachBeforeAResolvedEpisodeWidensThatOne() => new MonitorScript()
        .At("12:05:30").Logs("12:05", 11)
        .At("12:08:00").Tick().Says("opened 12:05-12:05 at 11 over 10", "resolved 12:05-12:05 peak 11")
        .Logs("12:03", 20).Says("extended 12:03-12:05 peak 20")
        .Logs("12:04", 30).Says();

    [Fact]
    public void AnOpenEpisodeDoesNotGrowOverAResolvedOne() => new MonitorScript()
        .At("12:05:30").Logs("12:05", 11)
        .At("12:08:00").Logs("12:08", 11).Says(
            "opened 12:05-12:05 at 11 over 10", "resolved 12:05-12:05 peak 11", "opened 12:08-12:08 at 11 over 10")
        .At("12:09:00").Logs("12:03", 20).Says("extended 12:03-12:05 peak 20")
        .Logs("12:07", 20).Says("extended 12:07-12:08 peak 20");

    [Fact]
    public void AnOpenEpisodeGrowsInEitherDirection() => new MonitorScript()
        .At("12:05:30").Logs("12:05", 11).Says("opened 12:05-12:05 at 11 over 10")
        .At("12:06:00").Logs("12:03", 30).Says("extended 12:03-12:05 peak 30")
        .At("12:06:01").Logs("12:07", 11).Says()
        .At("12:07:00").Tick().Says("extended 12:03-12:07 peak 30");

    [Theory]
    [InlineData("12:20", true)]
    [InlineData("12:10", true)]
    [InlineData("12:22", true)]
    [InlineData("12:09", false)]
    [InlineData("12:23", false)]
    [InlineData("11:20", false)]
    public void JudgesTheMinutesAroundTheClockAndIgnoresTheOthers(string minute, bool live)
    {
        var script = new MonitorScript().At("12:20:59").Logs(minute, 11);

        Assert.Equal(live ? 1 : 0, script.Monitor.Status(script.Now).Open.Count);
        Assert.Equal(live ? 11 : 0, script.Monitor.Capture(script.Now).Counts.Sum());
    }

    [Fact]
    public void ABreachAheadOfTheClockResolvesAfterItsOwnCleanMinute() => new MonitorScript()
        .At("12:00:30").Logs("12:02", 11).Says("opened 12:02-12:02 at 11 over 10")
        .At("12:03:59").Tick().Says()
        .At("12:04:00").Tick().Says("resolved 12:02-12:02 peak 11");

    [Fact]
    public void ASteadilyLateShipperMakesOneEpisodeAndNotOneAMinute()
    {
        var script = new MonitorScript().At("12:05:30").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10");

        script.At("12:06:30").Logs("12:01", 11).Says("extended 12:00-12:01 peak 11")
            .At("12:07:30").Logs("12:02", 11).Says("extended 12:00-12:02 peak 11")
            .At("12:09:00").Tick().Says("resolved 12:00-12:02 peak 11");
    }

    [Fact]
    public void OneCommitMayTouchManyMinutesInAnyOrder()
    {
        var script = new MonitorScript().At("12:05:00").Commit(
            5, MonitorScript.Count("12:05", 3), MonitorScript.Count("12:01", 12), MonitorScript.Count("12:03", 15));

        script.Says("opened 12:01-12:01 at 12 over 10").At("12:06:00").Tick().Says("extended 12:01-12:03 peak 15");
        Assert.Equal([12, 0, 15, 0, 3], [script.Counted("12:01"), script.Counted("12:02"), script.Counted("12:03"), script.Counted("12:04"), script.Counted("12:05")]);
    }

    [Fact]
    public void ACommitThatWasHandedOverBeforeTheLastTickIsJudgedByItsOwnTime() => new MonitorScript()
        .At("12:30:00").Tick()
        .At("12:20:00").Logs("12:11", 11).Says("opened 12:11-12:11 at 11 over 10");

    [Fact]
    public void TheWindowEndsWithTheCurrentMinuteAndForgetsWhatFallsOut()
    {
        var script = new MonitorScript(options: new DetectionOptions { WindowMinutes = 5, LateMinutes = 3 });
        for (var minute = 0; minute < 20; minute++)
        {
            script.At($"12:{minute:00}:00").Logs($"12:{minute:00}", minute);
        }

        var window = script.Monitor.Status(script.Now).Window;
        Assert.Equal([15, 16, 17, 18, 19], window.Select(entry => entry.Count));
        Assert.Equal(MonitorScript.M("12:19"), window[^1].Minute);
    }

    [Fact]
    public void ALongSilenceLeavesAnEmptyWindow()
    {
        var script = new MonitorScript().At("12:00:00").Logs("12:00", 5).At("15:00:00").Logs("15:00", 1);

        Assert.Equal(1, script.Monitor.Status(script.Now).Window.Sum(entry => entry.Count));
    }

    [Fact]
    public void TheClockIsOfNoInterestWhileNothingIsOpen()
    {
        var script = new MonitorScript();
        Assert.Null(script.Monitor.NextTick);

        script.At("12:00:30").Logs("12:00", 11);
        Assert.Equal(MonitorScript.Clock("12:02:00"), script.Monitor.NextTick);

        script.Logs("12:00", 1);
        Assert.Equal(MonitorScript.Clock("12:01:00"), script.Monitor.NextTick);

        script.At("12:02:00").Tick();
        Assert.Null(script.Monitor.NextTick);
    }

    [Fact]
    public void IsIdleOnceItsWindowIsEmptyAndNoEpisodeIsLeft()
    {
        var script = new MonitorScript().At("12:00:30").Logs("12:00", 11);
        Assert.False(script.Monitor.IsIdle(script.Now));

        script.At("12:59:59").Tick();
        Assert.False(script.Monitor.IsIdle(script.Now));

        script.At("13:00:00").Tick();
        Assert.True(script.Monitor.IsIdle(script.Now));
    }
}
