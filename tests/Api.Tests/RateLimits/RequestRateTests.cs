using Grainwatch.Api.RateLimits;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.RateLimits;

public sealed class RequestRateTests
{
    readonly SetTime time = new() { Now = new DateTimeOffset(2026, 11, 20, 9, 15, 0, 250, TimeSpan.Zero) };

    [Fact]
    public void AllowsTheLimitAndRefusesTheNext()
    {
        var rate = new RequestRate(time, TimeSpan.FromSeconds(1));

        Assert.Equal(new RateDecision(true, 2, 1, TimeSpan.FromMilliseconds(750)), rate.Take("a", 2));
        Assert.Equal(new RateDecision(true, 2, 0, TimeSpan.FromMilliseconds(750)), rate.Take("a", 2));
        Assert.Equal(new RateDecision(false, 2, 0, TimeSpan.FromMilliseconds(750)), rate.Take("a", 2));
    }

    [Fact]
    public void CountsEachKeyOnItsOwn()
    {
        var rate = new RequestRate(time, TimeSpan.FromSeconds(1));
        rate.Take("a", 1);

        Assert.True(rate.Take("b", 1).Allowed);
    }

    [Fact]
    public void BeginsAnewWithTheNextSecond()
    {
        var rate = new RequestRate(time, TimeSpan.FromSeconds(1));
        rate.Take("a", 1);
        time.Now += TimeSpan.FromMilliseconds(750);

        Assert.True(rate.Take("a", 1).Allowed);
    }

    [Fact]
    public void ManyThreadsTogetherGetTheLimitAndNoMore()
    {
        var rate = new RequestRate(time, TimeSpan.FromSeconds(1));
        var allowed = 0;

        Parallel.For(0, 1000, _ => Interlocked.Add(ref allowed, rate.Take("a", 100).Allowed ? 1 : 0));

        Assert.Equal(100, allowed);
    }
}
