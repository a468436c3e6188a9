using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Tests.Counting;

public sealed class MinuteRingTests
{
    [Theory]
    [InlineData(29_000_000)]
    [InlineData(0)]
    [InlineData(-50)]
    public void KeepsExactlyItsCapacityOfNewestMinutes(long start)
    {
        var ring = new MinuteRing(5);
        for (var i = 0; i < 12; i++)
        {
            ring.Add(new Minute(start + i), i + 1);
        }

        Assert.Equal([0, 8, 9, 10, 11, 12, 0], Enumerable.Range(6, 7).Select(i => ring[new Minute(start + i)]));
    }

    [Fact]
    public void AGapLeavesEmptyMinutes()
    {
        var ring = new MinuteRing(5);
        ring.Add(new Minute(100), 1);
        ring.Add(new Minute(103), 1);
        ring.Add(new Minute(102), 7);

        Assert.Equal([1, 0, 7, 1, 0], Enumerable.Range(100, 5).Select(i => ring[new Minute(i)]));
    }

    [Fact]
    public void ALeapForgetsEverything()
    {
        var ring = new MinuteRing(5);
        ring.Add(new Minute(100), 1);
        ring.Add(new Minute(1000), 1);

        Assert.Equal(1, Enumerable.Range(0, 2000).Sum(i => ring[new Minute(i)]));
    }

    [Fact]
    public void WhatIsTooOldIsNotCounted()
    {
        var ring = new MinuteRing(5);
        ring.Add(new Minute(100), 1);
        ring.Add(new Minute(95), 9);

        Assert.Equal(1, Enumerable.Range(90, 20).Sum(i => ring[new Minute(i)]));
    }
}
