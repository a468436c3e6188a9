using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Baselines;

namespace Grainwatch.Domain.Rules.Detectors;

/// <summary>A count that is improbable for this series at this time of day.</summary>
public sealed record BaselineDetectorSettings(BaselineSettings Baseline) : DetectorSettings
{
    /// <summary>A week: the level follows within a day, the quarters of an hour of the day within a few.</summary>
    public const int LearnMinutes = 7 * 24 * 60;

    public override AnomalyReason Reason => AnomalyReason.Baseline;

    public override int HistoryMinutes => LearnMinutes;

    public override IDetector Create(bool isNew) => new BaselineDetector(Baseline);
}
