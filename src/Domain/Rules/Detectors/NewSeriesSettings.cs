using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Rules.Detectors;

/// <summary>A series that was never seen before: a new service, or the first fatal error of an old one.</summary>
public sealed record NewSeriesSettings : DetectorSettings
{
    public override AnomalyReason Reason => AnomalyReason.NewSeries;

    public override IDetector Create(bool isNew) => new NewSeriesDetector(isNew);
}
