using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.ResponseTimes;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Tests.Probes;

public class ProbeMonitorTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 5, TimeSpan.Zero);
    readonly List<EpisodeChange> changes = [];
    ProbeMonitor monitor = Monitor();
    DateTimeOffset now = Start;

    [Fact]
    public void AnOutageIsOneEpisodeFromItsFirstFailureToItsRecovery()
    {
        Fail(8);
        Succeed(2);
        var opened = Assert.IsType<EpisodeChange.Opened>(changes[0]).Episode;
        Assert.Equal((AnomalyReason.ProbeDown, Minute.Of(Start), 2L, 2.0, 2L), (opened.Reason, opened.FirstMinute, opened.Observed, opened.Expected, opened.Peak));
        Assert.Equal(Start + TimeSpan.FromSeconds(15), opened.FiredAt);
        Assert.IsType<EpisodeChange.Extended>(changes[1]);
        var resolved = Assert.IsType<EpisodeChange.Resolved>(changes[^1]).Episode;
        Assert.Equal((8L, Minute.Of(Start) + 1, now - TimeSpan.FromSeconds(15)), (resolved.Peak, resolved.LastMinute, resolved.ResolvedAt));
        Assert.Equal(3, changes.Count);
    }

    [Fact]
    public void ASingleFailureIsNone()
    {
        Succeed(3);
        Fail(1);
        Succeed(3);
        Assert.Empty(changes);
    }

    [Fact]
    public void TwoOutagesInOneMinuteDoNotOverlap()
    {
        monitor = Monitor(new NOfM(1, 1), new NOfM(1, 1));
        Fail(1);
        Succeed(1);
        Fail(3);
        var episodes = changes.OfType<EpisodeChange.Opened>().Select(change => change.Episode).ToList();
        Assert.Equal(2, episodes.Count);
        Assert.True(episodes[1].FirstMinute > changes.OfType<EpisodeChange.Resolved>().First().Episode.LastMinute);
    }

    [Fact]
    public void WhileAParentFailsNothingOpens()
    {
        for (var i = 0; i < 10; i++)
        {
            Observe(ProbeFailure.Timeout, parentFails: true);
        }

        Assert.Equal(ProbeState.Unreachable, monitor.State);
        Assert.Empty(changes);
    }

    [Fact]
    public void AnEpisodeThatIsOpenIsTakenOverAndResolved()
    {
        Fail(2);
        var open = changes.OfType<EpisodeChange.Opened>().Single().Episode;
        changes.Clear();
        monitor = Monitor();
        monitor.Restore([open]);
        Fail(1);
        Assert.Empty(changes.OfType<EpisodeChange.Opened>());
        Succeed(2);
        Assert.Single(changes.OfType<EpisodeChange.Resolved>());
    }

    [Fact]
    public void ABurstOfSlowAnswersIsOneEpisode()
    {
        Train();
        for (var i = 0; i < 4; i++)
        {
            Observe(ProbeFailure.None, milliseconds: 900);
        }

        Succeed(4);
        var opened = Assert.Single(changes.OfType<EpisodeChange.Opened>()).Episode;
        Assert.Equal((AnomalyReason.ResponseTime, 900L, 900L), (opened.Reason, opened.Observed, opened.Peak));
        Assert.InRange(opened.Expected, 100, 110);
        Assert.Single(changes.OfType<EpisodeChange.Resolved>());
    }

    [Fact]
    public void OneSlowAnswerIsNone()
    {
        Train();
        Observe(ProbeFailure.None, milliseconds: 900);
        Succeed(5);
        Assert.Empty(changes);
    }

    [Fact]
    public void WhatGoesDownIsNoLongerSlow()
    {
        Train();
        Observe(ProbeFailure.None, milliseconds: 900);
        Observe(ProbeFailure.None, milliseconds: 900);
        Fail(2);
        Assert.Equal(
            [(AnomalyReason.ResponseTime, true), (AnomalyReason.ProbeDown, true), (AnomalyReason.ResponseTime, false)],
            changes.Select(change => (change.Episode.Reason, change is EpisodeChange.Opened)));
    }

    [Fact]
    public void AFailureHasNoResponseTimeToJudge()
    {
        Train();
        var verdict = monitor.Observe(Result(ProbeFailure.Assertion, 900), false, changes);
        Assert.Null(verdict.ResponseTime);
    }

    static ProbeMonitor Monitor(NOfM? fail = null, NOfM? recover = null) => new(
        new Probe { Name = "shop", Target = new TcpTarget("shop.example", 80), Fail = fail ?? new NOfM(2, 3), Recover = recover ?? new NOfM(2, 2) },
        new SeriesRef(1, Probe.SeriesOf("shop")),
        new ResponseTimeSettings());

    void Train()
    {
        for (var i = 0; i < 400; i++)
        {
            Observe(ProbeFailure.None, milliseconds: 100 + (i * 7 % 11));
        }

        Assert.True(monitor.ResponseTimes.TrainingDue);
        monitor.ResponseTimes.Use(ResponseTimeModel.Train(monitor.ResponseTimes.Training(), new ResponseTimeSettings()));
    }

    void Fail(int runs)
    {
        for (var i = 0; i < runs; i++)
        {
            Observe(ProbeFailure.Timeout);
        }
    }

    void Succeed(int runs)
    {
        for (var i = 0; i < runs; i++)
        {
            Observe(ProbeFailure.None, milliseconds: 105);
        }
    }

    void Observe(ProbeFailure failure, int? milliseconds = null, bool parentFails = false)
    {
        monitor.Observe(Result(failure, milliseconds), parentFails, changes);
        now += TimeSpan.FromSeconds(15);
    }

    ProbeResult Result(ProbeFailure failure, int? milliseconds) => new(
        "shop", now, failure, "", default, milliseconds is { } time ? TimeSpan.FromMilliseconds(time) : null);
}
