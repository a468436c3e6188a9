namespace Grainwatch.Domain.Rules;

/// <summary>What happened in one closed minute of a series.</summary>
/// <param name="Count">Its logs.</param>
/// <param name="Total">The logs of all severities of its service; only where <see cref="DetectorSettings.WantsTotals"/>.</param>
/// <param name="Messages">Some of its messages; only where <see cref="DetectorSettings.MaxMessages"/>.</param>
public readonly record struct MinuteInput(long Count, long Total, IReadOnlyList<string> Messages)
{
    public static MinuteInput Of(long count) => new(count, 0, []);
}
