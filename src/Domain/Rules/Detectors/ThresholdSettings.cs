using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Rules.Detectors;

/// <summary>More logs in a minute than a fixed number. Unlike the thresholds of series it waits for the minute to close, and has a life cycle.</summary>
/// <param name="PerMinute">More than so many breach.</param>
/// <param name="Recovery">At most so many have recovered; not above <paramref name="PerMinute"/>.</param>
public sealed record ThresholdSettings(double PerMinute, double Recovery) : DetectorSettings
{
    public override AnomalyReason Reason => AnomalyReason.Threshold;

    public override IDetector Create(bool isNew) => new ThresholdDetector(this);
}
