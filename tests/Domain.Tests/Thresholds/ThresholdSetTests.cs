using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;

namespace Grainwatch.Domain.Tests.Thresholds;

public sealed class ThresholdSetTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("cart", "ERROR", 1)]
    [InlineData("cart", "INFO", 2)]
    [InlineData("search", "ERROR", 3)]
    [InlineData("search", "INFO", 4)]
    [InlineData("CART", "error", 4)]
    public void TheMoreExactWinsServiceBeforeSeverity(string service, string severity, double expected)
    {
        var set = Set(Active("cart", "ERROR", 1), Active("cart", "*", 2), Active("*", "ERROR", 3), Active("*", "*", 4));

        Assert.Equal(expected, set.For(new SeriesKey(service, severity))?.PerMinute);
    }

    [Fact]
    public void NoneAppliesWhereNoneWasPosted() => Assert.Null(Set(Active("cart", "ERROR", 1)).For(new SeriesKey("cart", "INFO")));

    [Fact]
    public void AnInactiveOneLeavesTheSeriesToTheWildcards()
    {
        var set = Set(Active("cart", "ERROR", 1), Active("*", "ERROR", 3), Active("cart", "ERROR", 1) with { Active = false, Arrival = 9 });

        Assert.Equal(3, set.For(new SeriesKey("cart", "ERROR"))?.PerMinute);
    }

    [Theory]
    [InlineData(0, 1, 60, 2, 2)]
    [InlineData(60, 1, 0, 2, 1)]
    [InlineData(0, 1, 0, 2, 2)]
    [InlineData(0, 2, 0, 1, 1)]
    public void TheNewestOfAPairCountsAndTheLaterArrivalWinsATie(int updated1, long arrival1, int updated2, long arrival2, double expected)
    {
        var first = Active("cart", "ERROR", 1) with { UpdatedAt = Noon.AddSeconds(updated1), Arrival = arrival1 };
        var second = Active("cart", "ERROR", 2) with { UpdatedAt = Noon.AddSeconds(updated2), Arrival = arrival2 };

        Assert.Equal(expected, Set(first, second).For(new SeriesKey("cart", "ERROR"))?.PerMinute);
        Assert.Equal(expected, Set(second, first).For(new SeriesKey("cart", "ERROR"))?.PerMinute);
    }

    static Threshold Active(string service, string severity, double perMinute) => new(service, severity, perMinute, true, Noon, 1);

    static ThresholdSet Set(params Threshold[] thresholds) => new(1, thresholds);
}
