using System.Globalization;
using System.Text.Json;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Api.Anomalies;

/// <summary>An anomaly as it is answered and pushed. Times are UTC.</summary>
/// <param name="State">firing or resolved.</param>
/// <param name="Count">Logs in the minute when it fired.</param>
/// <param name="Threshold">Logs a minute that it was held against.</param>
/// <param name="Peak">The most logs in one of its minutes so far.</param>
/// <param name="FirstMinute">The first minute over the threshold.</param>
/// <param name="LastMinute">The last minute over the threshold so far.</param>
/// <param name="FiredAt">When it was detected.</param>
/// <param name="ResolvedAt">When it ended; null while it fires.</param>
/// <param name="Tier">How bad it was at its worst so far: medium, high or critical.</param>
/// <param name="Rule">The rule that found it; null for a threshold of its own, and for probes.</param>
/// <param name="Details">What the detector went by: model, why, and what it has of minutes, lower, upper, probability, score, examples.</param>
record AnomalyBody(
    long Id,
    string Service,
    string Severity,
    string State,
    string Reason,
    long Count,
    double Threshold,
    long Peak,
    DateTime FirstMinute,
    DateTime LastMinute,
    DateTime FiredAt,
    DateTime? ResolvedAt,
    string Tier,
    string? Rule,
    JsonElement? Details)
{
    public static AnomalyBody Of(Anomaly anomaly) => new(
        anomaly.Id,
        anomaly.Series.Service,
        anomaly.Series.Severity,
        (anomaly.Episode.IsOpen ? AnomalyEventKind.Firing : AnomalyEventKind.Resolved).Name(),
        anomaly.Episode.Reason.Name(),
        anomaly.Episode.Observed,
        anomaly.Episode.Expected,
        anomaly.Episode.Peak,
        anomaly.Episode.FirstMinute.Start.UtcDateTime,
        anomaly.Episode.LastMinute.Start.UtcDateTime,
        anomaly.Episode.FiredAt.UtcDateTime,
        anomaly.Episode.ResolvedAt?.UtcDateTime,
        anomaly.Episode.Tier.Name(),
        anomaly.Episode.Rule.Length == 0 ? null : anomaly.Episode.Rule,
        DetailsOf(anomaly.Episode));

    static JsonElement? DetailsOf(Episode episode) => (episode.Details ?? Explain(episode)) is { } details
        ? JsonSerializer.Deserialize<JsonElement>(details)
        : null;

    // Nothing is stored of it that the other fields do not say: thresholds of series fire on the way of a log.
    static string? Explain(Episode episode) => episode.Reason is AnomalyReason.Threshold
        ? new Evidence(
            "threshold/1",
            string.Create(CultureInfo.InvariantCulture, $"{episode.Observed} logs in a minute are more than {episode.Expected:0.##}."),
            Minutes: 1,
            Upper: episode.Expected).ToJson()
        : null;
}

/// <param name="NextCursor">Pass it as <c>cursor</c> to get the next page; null on the last one.</param>
sealed record AnomalyPage(IReadOnlyList<AnomalyBody> Anomalies, string? NextCursor);
