using System.Diagnostics.Metrics;

namespace Grainwatch.Api.Alerts;

/// <summary>Counts attempts to deliver notifications.</summary>
sealed class AlertMetrics : IDisposable
{
    readonly Meter meter;
    readonly Counter<long> attempts;
    readonly Histogram<double> duration;

    public AlertMetrics(IMeterFactory meters)
    {
        meter = meters.Create("Grainwatch.Api");
        attempts = meter.CreateCounter<long>(
            "grainwatch.notifications.attempts", "{attempt}", "Attempts to deliver a message, by receiver and outcome (delivered, failed, dead).");
        duration = meter.CreateHistogram<double>("grainwatch.notifications.duration", "s", "How long an attempt to deliver a message took, by receiver.");
    }

    /// <param name="outcome">delivered, failed (and tried again) or dead.</param>
    public void Delivered(string receiver, string outcome, TimeSpan took)
    {
        attempts.Add(1, new KeyValuePair<string, object?>("receiver", receiver), new KeyValuePair<string, object?>("outcome", outcome));
        duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("receiver", receiver));
    }

    public void Dispose() => meter.Dispose();
}
