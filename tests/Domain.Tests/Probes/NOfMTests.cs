using Grainwatch.Domain.Probes;

namespace Grainwatch.Domain.Tests.Probes;

public class NOfMTests
{
    [Theory]
    [InlineData("2 of 3", "2 of 3")]
    [InlineData("1 of 1", "1 of 1")]
    [InlineData("3", "3 of 3")]
    [InlineData("64 of 64", "64 of 64")]
    public void IsReadAndWritten(string text, string written)
    {
        Assert.True(NOfM.TryParse(text, out var rule));
        Assert.Equal(written, rule.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 of 3")]
    [InlineData("4 of 3")]
    [InlineData("2of3")]
    [InlineData("2 of 65")]
    [InlineData("1 of 2 of 3")]
    [InlineData("-1 of 3")]
    [InlineData("two of three")]
    public void RefusesWhatMakesNoSense(string text) => Assert.False(NOfM.TryParse(text, out _));
}
