using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Baselines;

namespace Grainwatch.Domain.Rules.Detectors;

/// <summary>A series that always speaks has fallen silent. The clock finds it, not a log.</summary>
/// <param name="After">So many silent minutes breach; null where the series' own baseline says how long a silence is improbable.</param>
/// <param name="Risk">The probability of a silence below which it breaches, where <paramref name="After"/> is null.</param>
/// <param name="ForgetAfter">A series that was silent for so many minutes is gone and breaches no more.</param>
/// <param name="WarmUp">So many minutes are learnt before a silence can be improbable; of no meaning with <paramref name="After"/>.</param>
public sealed record FlatlineSettings(int? After, double Risk, int ForgetAfter, int WarmUp = FlatlineSettings.DefaultWarmUp) : DetectorSettings
{
    public const int DefaultWarmUp = 60;

    public override AnomalyReason Reason => AnomalyReason.Flatline;

    public override int HistoryMinutes => BaselineDetectorSettings.LearnMinutes;

    public override IDetector Create(bool isNew) => new FlatlineDetector(this, new BaselineSettings { Risk = Risk, WarmUpMinutes = WarmUp });
}
