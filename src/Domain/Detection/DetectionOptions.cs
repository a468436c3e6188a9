using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Domain.Detection;

/// <summary>How monitors count and decide. Configuration section <c>Grainwatch:Detection</c>.</summary>
public sealed class DetectionOptions : IValidatableObject
{
    /// <summary>Minutes of counts that a monitor keeps, the current one included. Eight bytes each for every series. Default 60.</summary>
    [Range(1, 1440)]
    public int WindowMinutes { get; set; } = 60;

    /// <summary>
    /// How many minutes a log may lie behind the clock and still be judged. Older logs go into history only. Less than
    /// <see cref="WindowMinutes"/>. Default 10.
    /// </summary>
    [Range(0, 1439)]
    public int LateMinutes { get; set; } = 10;

    /// <summary>How many minutes a log may lie ahead of the clock and be judged at once; later ones are judged once their minute has passed. Default 2.</summary>
    [Range(0, 60)]
    public int AheadMinutes { get; set; } = 2;

    /// <summary>Minutes without a breach that must have passed on the clock before an anomaly resolves. Default 1.</summary>
    [Range(1, 1440)]
    public int CleanMinutes { get; set; } = 1;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LateMinutes >= WindowMinutes)
        {
            yield return new ValidationResult(
                $"It is {LateMinutes} and must be less than {nameof(WindowMinutes)}, which is {WindowMinutes}: late minutes are judged by the counts of the window.",
                [nameof(LateMinutes)]);
        }
    }
}
