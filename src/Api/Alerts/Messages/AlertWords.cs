using System.Globalization;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Delivery;
using Grainwatch.Domain.Alerts.Grouping;

namespace Grainwatch.Api.Alerts.Messages;

/// <summary>Says in words what the fields of an alert mean.</summary>
static class AlertWords
{
    /// <summary>What was seen, against what.</summary>
    public static string What(AlertReport alert) => alert.Why is { } why ? why.TrimEnd('.') : alert.Labels.GetValueOrDefault(Labels.Reason) switch
    {
        "threshold" => $"{Logs(alert.Observed)} in one minute{Peak(alert)}, threshold {Number(alert.Expected)}",
        "probe_down" => $"{Number(alert.Observed)} failed {(alert.Observed == 1 ? "run" : "runs")}{Peak(alert)}",
        "response_time" => $"answered in {Number(alert.Observed)} ms{Peak(alert)}, {Number(alert.Expected)} ms expected",
        _ => $"{Number(alert.Observed)} seen{Peak(alert)}, {Number(alert.Expected)} expected",
    };

    /// <summary>Why the receiver is told now.</summary>
    public static string Why(NotificationReason reason) => reason switch
    {
        NotificationReason.FirstFiring => "It began to fire.",
        NotificationReason.NewInGroup => "More of the group began to fire.",
        NotificationReason.Resolved => "It has resolved.",
        _ => "It is still firing.",
    };

    static string Logs(double count) => count == 1 ? "1 log" : $"{Number(count)} logs";

    static string Peak(AlertReport alert) => alert.Peak > alert.Observed ? $" (peak {Number(alert.Peak)})" : "";

    static string Number(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);
}
