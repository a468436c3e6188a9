using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Detection;

/// <summary>What detection tells of itself, in both shapes.</summary>
public sealed class DetectionMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Grainwatch.Detection";

    readonly Meter meter;
    readonly Counter<long> anomalies;
    readonly Histogram<double> latency;

    /// <param name="meters">Owns the meter: it ends with the host.</param>
    public DetectionMetrics(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        anomalies = meter.CreateCounter<long>("grainwatch.anomalies", "{anomaly}", "Anomalies that began (state=firing) or ended (state=resolved), by reason.");
        latency = meter.CreateHistogram<double>(
            "grainwatch.detection.latency", "s", "From the commit of the breaching log until its anomaly is stored.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5] });
    }

    /// <param name="count">How many series are watched in this process.</param>
    public void ObserveSeries(Func<int> count) =>
        meter.CreateObservableGauge("grainwatch.series", count, "{series}", "Series that are watched in this process.");

    /// <param name="backlog">How many pieces of work wait for the monitors.</param>
    public void ObserveQueue(Func<int> backlog) =>
        meter.CreateObservableGauge("grainwatch.detection.queue", backlog, "{batch}", "Pieces of work that wait for the monitors.");

    /// <param name="changes">What was stored together.</param>
    /// <param name="sinceCommit">From the hand-over of the counts, right after their commit.</param>
    public void Stored(IReadOnlyList<EpisodeChange> changes, TimeSpan sinceCommit)
    {
        foreach (var change in changes)
        {
            if (change is EpisodeChange.Opened)
            {
                latency.Record(sinceCommit.TotalSeconds);
            }

            if (change is not EpisodeChange.Extended)
            {
                Count(change.Episode, change is EpisodeChange.Opened ? AnomalyEventKind.Firing : AnomalyEventKind.Resolved);
            }
        }
    }

    /// <param name="events">What began and ended that does not come of a log on its way, but of a rule or a probe.</param>
    public void Stored(IReadOnlyList<AnomalyEvent> events)
    {
        foreach (var entry in events)
        {
            Count(entry.Anomaly.Episode, entry.Kind);
        }
    }

    void Count(Episode episode, AnomalyEventKind kind) =>
        anomalies.Add(1, new TagList { { "reason", episode.Reason.Name() }, { "state", kind.Name() } });
}
