using Grainwatch.Domain.Forest;
using Grainwatch.Domain.ResponseTimes;

namespace Grainwatch.Domain.Tests.ResponseTimes;

public sealed class MedianWindowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(61)]
    public void AgreesWithSortingTheWindowAnew(int capacity)
    {
        var random = new SplitMix64(5);
        var window = new MedianWindow(capacity);
        var all = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            // Coarse values, so that equal ones are frequent.
            var value = random.Below(40) / 4.0;
            window.Add(value);
            all.Add(value);

            var last = all.TakeLast(capacity).ToArray();
            var median = Median(last);
            Assert.Equal(median, window.Median);
            Assert.Equal(Median([.. last.Select(v => Math.Abs(v - median))]), window.Deviation);
        }
    }

    [Fact]
    public void AnEmptyWindowIsZero()
    {
        Assert.Equal(0, new MedianWindow(3).Median);
        Assert.Equal(0, new MedianWindow(3).Deviation);
    }

    static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
