using System.Text.Json;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using static Grainwatch.Domain.Tests.Detection.MonitorScript;

namespace Grainwatch.Domain.Tests.Detection;

/// <summary>What a monitor learns from Postgres.</summary>
public sealed class MonitorRecoveryTests
{
    [Fact]
    public void CountsThatWereReadAreNotAddedAgain()
    {
        var script = new MonitorScript().At("12:05:00").Rebuild(null, [Count("12:05", 4)], [], snapshot: "100:105:102");

        script.Commit(99, Count("12:05", 1)).Commit(104, Count("12:05", 1));
        Assert.Equal(4, script.Counted("12:05"));

        script.Commit(102, Count("12:05", 1)).Commit(105, Count("12:05", 1));
        Assert.Equal(6, script.Counted("12:05"));
    }

    [Fact]
    public void ABreachThatACrashKeptFromItFires() => new MonitorScript()
        .At("12:05:00").Rebuild(M("12:03"), [Count("12:04", 11)], []).Says("opened 12:04-12:04 at 11 over 10");

    [Fact]
    public void BreachesFromBeforeALongAbsenceFireApart() => new MonitorScript()
        .At("15:00:00").Rebuild(M("12:05"), [Count("12:04", 11), Count("12:06", 12), Count("12:07", 20), Count("12:10", 13)], [])
        .Says(
            "opened 12:04-12:04 at 11 over 10",
            "resolved 12:04-12:04 peak 11",
            "opened 12:06-12:06 at 12 over 10",
            "resolved 12:06-12:07 peak 20",
            "opened 12:10-12:10 at 13 over 10",
            "resolved 12:10-12:10 peak 13");

    [Fact]
    public void MinutesThatWereJudgedLongAgoAreNotJudgedAgain() => new MonitorScript()
        .At("12:30:00").Rebuild(M("12:29"), [Count("12:19", 50), Count("12:20", 11)], []).Says(
            "opened 12:20-12:20 at 11 over 10", "resolved 12:20-12:20 peak 11");

    [Fact]
    public void BeforeTheFirstReconciliationTheLiveMinutesAreJudged() => new MonitorScript()
        .At("12:30:30").Rebuild(null, [Count("12:19", 50), Count("12:30", 11)], []).Says("opened 12:30-12:30 at 11 over 10");

    [Fact]
    public void StoredEpisodesAreNotToldAgain() => new MonitorScript()
        .At("12:05:30").Rebuild(
            M("12:04"),
            [Count("12:02", 11), Count("12:05", 12)],
            [Stored("12:02", "12:02", 11, "12:04:00"), Stored("12:05", "12:05", 12, resolved: null)])
        .Says()
        .At("12:07:00").Tick().Says("resolved 12:05-12:05 peak 12");

    [Fact]
    public void AStoredOpenEpisodeIsContinued() => new MonitorScript()
        .At("12:06:30").Rebuild(M("12:04"), [Count("12:05", 50), Count("12:06", 12)], [Stored("12:05", "12:05", 11, resolved: null)])
        .Says("extended 12:05-12:06 peak 50")
        .At("12:07:30").Logs("12:07", 11).Says("extended 12:05-12:07 peak 50");

    [Fact]
    public void AStoredOpenEpisodeFromBeforeALongAbsenceResolves() => new MonitorScript()
        .At("15:00:00").Rebuild(M("12:04"), [Count("12:05", 50), Count("14:59", 12)], [Stored("12:05", "12:05", 50, resolved: null)])
        .Says("resolved 12:05-12:05 peak 50", "opened 14:59-14:59 at 12 over 10");

    [Fact]
    public void LogsFarAheadOfTheClockWaitForTheirMinute()
    {
        var script = new MonitorScript().At("12:00:00").Rebuild(null, [Count("12:02", 1), Count("12:30", 100)], []).Says();

        Assert.Equal(1, script.Monitor.Capture(script.Now).Counts.Sum());
    }

    [Fact]
    public void AClosedMinuteIsRaisedToTheTruthAndJudged() => new MonitorScript()
        .At("12:00:30").Logs("12:00", 6)
        .At("12:01:05").Adopt("2000:2000:", Count("12:00", 11)).Says("opened 12:00-12:00 at 11 over 10");

    [Fact]
    public void WhatARaisedMinuteHasSeenIsNotAddedAgain()
    {
        var script = new MonitorScript().At("12:00:30").Commit(10, Count("12:00", 6))
            .At("12:01:05").Adopt("20:22:21", Count("12:00", 9));

        Assert.Equal(9, script.Commit(19, Count("12:00", 3)).Counted("12:00"));
        Assert.Equal(10, script.Commit(21, Count("12:00", 1)).Counted("12:00"));
        Assert.Equal(4, script.Commit(19, Count("12:01", 4)).Counted("12:01"));
    }

    [Fact]
    public void AMinuteThatWasNotRaisedGoesOnCounting()
    {
        var script = new MonitorScript().At("12:00:30").Commit(10, Count("12:00", 6)).At("12:01:05").Adopt("20:20:", Count("12:00", 6));

        Assert.Equal(7, script.Commit(19, Count("12:00", 1)).Counted("12:00"));
    }

    [Fact]
    public void AMinuteIsNotRaisedToWhatWasReadBeforeLogsOfItWereRemoved()
    {
        var script = new MonitorScript().At("12:00:30").Commit(10, Count("12:00", 6)).At("12:01:05").Commit(20, Count("12:00", -4));

        Assert.Equal(2, script.Adopt("20:20:", Count("12:00", 6)).Counted("12:00"));
        Assert.Equal(2, script.Adopt("15:22:20", Count("12:00", 6)).Counted("12:00"));
        Assert.Equal(3, script.Adopt("22:22:", Count("12:00", 3)).Counted("12:00"));
    }

    [Theory]
    [InlineData("12:20")]
    [InlineData("12:21")]
    [InlineData("12:09")]
    public void OnlyClosedLiveMinutesAreRaised(string minute)
    {
        var script = new MonitorScript().At("12:20:30").Adopt("20:20:", Count(minute, 50)).Says();

        Assert.Equal(0, script.Monitor.Capture(script.Now).Counts.Sum());
    }

    [Fact]
    public void ACaptureComesBackThroughJsonWithOnlyTheMinutesSinceReadAnew()
    {
        var script = new MonitorScript().At("12:00:00").Logs("12:00", 3).At("12:20:00").Logs("12:20", 4).Logs("12:22", 5);
        var captured = JsonSerializer.Deserialize<MonitorSnapshot>(JsonSerializer.Serialize(script.Monitor.Capture(script.Now)))!;

        script.At("12:40:00").RebuildFrom(captured, M("12:39"), [Count("12:10", 1), Count("12:20", 6), Count("12:39", 7)], []);

        Assert.Equal(M("12:10"), RebuildRange.For(M("12:39"), captured.TakenAt, script.Options, script.Now).ReadFrom);
        Assert.Equal([3, 1, 6, 0, 7], [script.Counted("12:00"), script.Counted("12:10"), script.Counted("12:20"), script.Counted("12:22"), script.Counted("12:39")]);
    }

    [Theory]
    [InlineData(null, "11:31", "12:20")]
    [InlineData("12:29", "11:31", "12:20")]
    [InlineData("12:25", "11:31", "12:16")]
    [InlineData("09:00", "08:51", "08:51")]
    [InlineData("12:40", "11:31", "12:20")]
    public void ReadsTheWindowAndJudgesFromTheMarkMinusTheLateness(string? judgedUpTo, string readFrom, string judgeFrom)
    {
        var range = RebuildRange.For(judgedUpTo is null ? null : M(judgedUpTo), null, new DetectionOptions(), Clock("12:30:30"));

        Assert.Equal(new RebuildRange(M(readFrom), M(judgeFrom)), range);
    }

    static Episode Stored(string first, string last, long peak, string? resolved) => new(
        AnomalyReason.Threshold, M(first), M(last), peak, 10, peak, Clock(first), resolved is null ? null : Clock(resolved));
}
