using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Rules.Detectors;

/// <summary>The share of a series in all logs of its service, such as errors in everything.</summary>
/// <param name="Above">A larger share breaches; 0 to 1.</param>
/// <param name="Recovery">A share of at most this has recovered; not above <paramref name="Above"/>.</param>
/// <param name="Window">The minutes that are summed, 1 to 60.</param>
/// <param name="Minimum">With fewer logs of the service in the window, no share means anything.</param>
public sealed record RatioSettings(double Above, double Recovery, int Window, long Minimum) : DetectorSettings
{
    public override AnomalyReason Reason => AnomalyReason.Ratio;

    public override int HistoryMinutes => Window;

    public override bool WantsTotals => true;

    public override IDetector Create(bool isNew) => new RatioDetector(this);
}
