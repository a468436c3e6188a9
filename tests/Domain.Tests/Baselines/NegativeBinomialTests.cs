using Grainwatch.Domain.Baselines;

namespace Grainwatch.Domain.Tests.Baselines;

public sealed class NegativeBinomialTests
{
    // scipy.stats.nbinom, logsf(count - 1) and logcdf(count), but for the last: far beyond where a probability would be 0.
    [Theory]
    [InlineData(5, 0.5, 12, -2.549589784, -0.06123221901)]
    [InlineData(0.3, 2, 4, -5.038964842, -0.002208016635)]
    [InlineData(60, 0.125, 200, -11.02514541, -1.484844097e-05)]
    [InlineData(60, 0.0001, 90, -8.574000091, -0.0001226695234)]
    [InlineData(1000, 0.02, 2500, -31.36862387, -2.311584083e-14)]
    [InlineData(2, 0.5, 40, -24.68136478, -9.777068044e-12)]
    [InlineData(1e5, 0.0001, 104000, -9.410289859, -8.157603319e-05)]
    [InlineData(1e6, 0.3, 5, 0, -37.72714096)]
    public void TailsAreThoseOfTheReference(double mean, double dispersion, long count, double upper, double lower)
    {
        var model = new NegativeBinomial(mean, dispersion);

        Close(upper, model.LogUpperTail(count));
        Close(lower, model.LogLowerTail(count));
    }

    [Fact]
    public void TailsFarOutKeepTheirOrder()
    {
        var model = new NegativeBinomial(5, 0.1);

        Assert.True(model.LogUpperTail(20_000) < model.LogUpperTail(10_000));
        Assert.True(model.LogUpperTail(10_000) < -1000);
        Assert.True(double.IsFinite(model.LogUpperTail(20_000)));
    }

    [Theory]
    [InlineData(0.2, 0.0001)]
    [InlineData(3, 1.5)]
    [InlineData(250, 0.05)]
    [InlineData(40_000, 0.01)]
    public void BoundsAreTheOutermostUsualCounts(double mean, double dispersion)
    {
        var model = new NegativeBinomial(mean, dispersion);
        var limit = Math.Log(1e-4);

        Assert.True(model.LogUpperTail(model.Upper(1e-4)) > limit);
        Assert.True(model.LogUpperTail(model.Upper(1e-4) + 1) <= limit);
        Assert.True(model.LogLowerTail(model.Lower(1e-4)) > limit);
        Assert.True(model.LogLowerTail(model.Lower(1e-4) - 1) <= limit);
    }

    [Fact]
    public void WithoutAnyExpectedLogsOneIsImpossibleAndNoneIsSure()
    {
        var model = new NegativeBinomial(0, 0.1);

        Assert.Equal(double.NegativeInfinity, model.LogUpperTail(1));
        Assert.Equal(0, model.LogUpperTail(0));
        Assert.Equal(0, model.LogLowerTail(0));
        Assert.Equal((0, 0), (model.Upper(0.01), model.Lower(0.01)));
    }

    static void Close(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 2e-8 * Math.Max(1, Math.Abs(expected)), $"{actual:R} is not {expected:R}");
}
