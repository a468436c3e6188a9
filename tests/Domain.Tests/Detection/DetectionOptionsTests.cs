using Grainwatch.Domain.Detection;

namespace Grainwatch.Domain.Tests.Detection;

public sealed class DetectionOptionsTests
{
    [Fact]
    public void TheDefaultsMakeSense() => Assert.Empty(new DetectionOptions().Problems());

    [Theory]
    [InlineData(0, 0, 2, 1, "WindowMinutes")]
    [InlineData(1441, 10, 2, 1, "WindowMinutes")]
    [InlineData(10, 10, 2, 1, "LateMinutes")]
    [InlineData(60, -1, 2, 1, "LateMinutes")]
    [InlineData(60, 10, 61, 1, "AheadMinutes")]
    [InlineData(60, 10, -1, 1, "AheadMinutes")]
    [InlineData(60, 10, 2, 0, "CleanMinutes")]
    public void NamesTheSettingThatMakesNoSense(int window, int late, int ahead, int clean, string setting)
    {
        var options = new DetectionOptions { WindowMinutes = window, LateMinutes = late, AheadMinutes = ahead, CleanMinutes = clean };

        Assert.Contains(options.Problems(), problem => problem.StartsWith($"Grainwatch:Detection:{setting} is", StringComparison.Ordinal));
    }
}
