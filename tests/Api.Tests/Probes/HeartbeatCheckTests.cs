using Grainwatch.Api.Probes;
using Grainwatch.Api.Probes.Running;
using Grainwatch.Domain.Probes;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Probes;

public class HeartbeatCheckTests
{
    static readonly HeartbeatTarget EveryMinute = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30));

    [Theory]
    [InlineData(5, false, ProbeFailure.None)]
    [InlineData(60, false, ProbeFailure.None)]
    [InlineData(95, false, ProbeFailure.Silent)]
    [InlineData(5, true, ProbeFailure.Reported)]
    public async Task FailsWhenTheLastCallIsTooOldOrReportedAFailure(int secondsAgo, bool failed, ProbeFailure expected)
    {
        OneHeartbeat last = new(new Heartbeat(TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(secondsAgo), failed, failed ? "disk full" : ""));
        var result = await RunnerKit.RunAsync(EveryMinute, heartbeats: last);
        Assert.Equal(expected, result.Failure);
        Assert.Null(result.ResponseTime);
        Assert.Equal(expected == ProbeFailure.None ? last.Call.At.AddSeconds(90) : null, result.NextCallDue);
    }

    [Fact]
    public async Task FailsFromTheMomentOnThatTheNextCallIsDue()
    {
        ManualTime time = new(TimeProvider.System.GetUtcNow());
        HeartbeatCheck check = new(new OneHeartbeat(new Heartbeat(time.GetUtcNow(), false, "")), time);
        time.Now += TimeSpan.FromSeconds(90) - TimeSpan.FromTicks(1);
        await check.RunAsync("p", EveryMinute, new RunTrace(time), CancellationToken.None);
        time.Now += TimeSpan.FromTicks(1);
        var late = await Assert.ThrowsAsync<ProbeFailedException>(() => check.RunAsync("p", EveryMinute, new RunTrace(time), CancellationToken.None));
        Assert.Equal(ProbeFailure.Silent, late.Failure);
    }

    [Fact]
    public async Task WhatTheCallSaidIsTheMessage() => Assert.Equal(
        "disk full", (await RunnerKit.RunAsync(EveryMinute, heartbeats: new OneHeartbeat(new Heartbeat(TimeProvider.System.GetUtcNow(), true, "disk full")))).Message);

    sealed class OneHeartbeat(Heartbeat last) : IHeartbeats
    {
        public Heartbeat Call => last;

        public Task<Heartbeat?> LastAsync(string probe, CancellationToken cancellationToken) => Task.FromResult<Heartbeat?>(last);
    }
}
