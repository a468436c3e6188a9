using Grainwatch.Cli.Demo;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Tests.Demo;

public sealed class BreachClockTests
{
    static readonly DateTime Minute = new(2026, 11, 20, 9, 15, 0, DateTimeKind.Utc);

    [Fact]
    public void CountsFromTheLogThatCrossesAndNoOther()
    {
        var time = new Ticking();
        var clock = new BreachClock([("payments", "ERROR", 2)], time);
        clock.Sending([Log("09:15:01"), Log("09:15:02")], timestamp: 10);
        Assert.Null(clock.Since("payments", "ERROR", Minute));

        clock.Sending([Log("09:15:03")], timestamp: 20);
        clock.Sending([Log("09:15:04")], timestamp: 30);
        time.Ticks = 25;

        Assert.Equal(TimeSpan.FromTicks(5), clock.Since("payments", "ERROR", Minute));
    }

    [Fact]
    public void EachMinuteAndSeriesCountsOnItsOwn()
    {
        var clock = new BreachClock([("payments", "ERROR", 1)], new Ticking());
        clock.Sending([Log("09:15:59"), Log("09:16:00"), Log("09:16:01") with { Severity = "INFO" }], timestamp: 10);

        Assert.Null(clock.Since("payments", "ERROR", Minute));
        Assert.Null(clock.Since("payments", "ERROR", Minute.AddMinutes(1)));
    }

    [Fact]
    public void AWildcardHoldsForTheOthers()
    {
        var clock = new BreachClock([("payments", "ERROR", 5), ("*", "ERROR", 0)], new Ticking());
        clock.Sending([Log("09:15:01"), Log("09:15:02") with { Service = "web" }], timestamp: 10);

        Assert.Null(clock.Since("payments", "ERROR", Minute));
        Assert.NotNull(clock.Since("web", "ERROR", Minute));
    }

    static ShopLog Log(string time) => new($"2026-11-20T{time}Z", "s", "payments", "ERROR", "m", "", "", "{}");

    sealed class Ticking : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;

        public override DateTimeOffset GetUtcNow() => new(Minute);
    }
}
