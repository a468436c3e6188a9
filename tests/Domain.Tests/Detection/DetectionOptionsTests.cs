using System.ComponentModel.DataAnnotations;
using Grainwatch.Domain.Detection;

namespace Grainwatch.Domain.Tests.Detection;

public sealed class DetectionOptionsTests
{
    [Fact]
    public void TheDefaultsMakeSense() => Assert.Empty(Problems(new DetectionOptions()));

    [Theory]
    [InlineData(0, 0, 2, 1, "WindowMinutes")]
    [InlineData(1441, 10, 2, 1, "WindowMinutes")]
    [InlineData(10, 10, 2, 1, "LateMinutes")]
    [InlineData(60, -1, 2, 1, "LateMinutes")]
    [InlineData(60, 10, 61, 1, "AheadMinutes")]
    [InlineData(60, 10, -1, 1, "AheadMinutes")]
    [InlineData(60, 10, 2, 0, "CleanMinutes")]
    public void NamesTheSettingThatMakesNoSense(int window, int late, int ahead, int clean, string setting) => Assert.Contains(
        Problems(new DetectionOptions { WindowMinutes = window, LateMinutes = late, AheadMinutes = ahead, CleanMinutes = clean }),
        problem => problem.MemberNames.Contains(setting));

    static List<ValidationResult> Problems(DetectionOptions options)
    {
        List<ValidationResult> problems = [];
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems;
    }
}
