using Grainwatch.Domain.Probes;

namespace Grainwatch.Domain.Tests.Probes;

/// <summary>A run is written + when it succeeded and - when it failed; the states after each run as their first letters.</summary>
public class FailureWatchTests
{
    [Theory]
    [InlineData("2 of 3", "2 of 2", "+++", "UUU")]
    [InlineData("2 of 3", "2 of 2", "--", "?D")]
    [InlineData("2 of 3", "2 of 2", "+-+-", "UUUD")]
    [InlineData("2 of 3", "2 of 2", "+-++-", "UUUUU")]
    [InlineData("1 of 1", "1 of 1", "-+-+", "DUDU")]
    [InlineData("2 of 3", "2 of 2", "--+-++", "?DDDDU")]
    [InlineData("2 of 3", "2 of 3", "--+-+", "?DDDU")]
    [InlineData("3 of 3", "1 of 1", "--+---", "??UUUD")]
    public void GoesDownAndUpByItsRules(string fail, string recover, string runs, string states) =>
        Assert.Equal(states, Watch(fail, recover, runs));

    [Fact]
    public void SuccessesFromBeforeTheFailureDoNotCountForTheRecovery() =>
        Assert.Equal("UUUDD", Watch("2 of 4", "2 of 4", "++-" + "-" + "+"));

    [Fact]
    public void FailuresFromBeforeTheRecoveryDoNotCountForTheNextFailure() =>
        Assert.Equal("?DUUD", Watch("2 of 3", "1 of 1", "--+--"));

    [Fact]
    public void WhileAParentFailsNothingIsDown()
    {
        FailureWatch watch = new(new NOfM(2, 3), new NOfM(2, 2));
        watch.Observe(succeeded: false, parentFails: true);
        watch.Observe(succeeded: false, parentFails: true);
        Assert.Equal(ProbeState.Unreachable, watch.State);
    }

    [Fact]
    public void OnceTheParentWorksTheChildMustFailAnewByItself()
    {
        FailureWatch watch = new(new NOfM(2, 3), new NOfM(2, 2));
        watch.Observe(false, parentFails: true);
        watch.Observe(false, parentFails: true);
        watch.Observe(false, parentFails: false);
        Assert.Equal(ProbeState.Unknown, watch.State);
        watch.Observe(false, parentFails: false);
        watch.Observe(false, parentFails: false);
        Assert.Equal(ProbeState.Down, watch.State);
    }

    [Fact]
    public void WhatIsDownStaysDownWhenItsParentFailsToo()
    {
        FailureWatch watch = new(new NOfM(1, 1), new NOfM(1, 1));
        watch.Observe(false, parentFails: false);
        watch.Observe(false, parentFails: true);
        Assert.Equal(ProbeState.Down, watch.State);
    }

    [Fact]
    public void TakesUpWhereAnEarlierProcessLeftOff()
    {
        FailureWatch watch = new(new NOfM(2, 3), new NOfM(2, 2));
        watch.Restore(down: true);
        Assert.False(watch.Observe(true, false));
        Assert.True(watch.Observe(true, false));
        Assert.Equal(ProbeState.Up, watch.State);
    }

    static string Watch(string fail, string recover, string runs)
    {
        Assert.True(NOfM.TryParse(fail, out var failRule) & NOfM.TryParse(recover, out var recoverRule));
        FailureWatch watch = new(failRule, recoverRule);
        return string.Concat(runs.Select(run =>
        {
            watch.Observe(run == '+', parentFails: false);
            return watch.State switch { ProbeState.Up => 'U', ProbeState.Down => 'D', ProbeState.Unknown => '?', _ => 'X' };
        }));
    }
}
