using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Storage.Detection;

namespace Grainwatch.Api.Series;

/// <summary>A series in a list.</summary>
/// <param name="State">firing while an anomaly is open, otherwise ok.</param>
/// <param name="ThresholdPerMinute">What it is held against, wildcards included; null for nothing.</param>
/// <param name="FirstSeen">When its first log arrived.</param>
sealed record SeriesBody(string Service, string Severity, string State, double? ThresholdPerMinute, DateTime FirstSeen)
{
    public static string StateOf(bool isFiring) => isFiring ? "firing" : "ok";

    public static SeriesBody Of(SeriesEntry entry, double? threshold) => new(
        entry.Series.Key.Service, entry.Series.Key.Severity, StateOf(entry.IsFiring), threshold, entry.CreatedAt.UtcDateTime);
}

/// <param name="NextCursor">Pass it as <c>cursor</c> to get the next page; null on the last one.</param>
sealed record SeriesPage(IReadOnlyList<SeriesBody> Series, string? NextCursor);

/// <summary>The live state of a series.</summary>
/// <param name="Window">Logs a minute, oldest first; the last one is the current minute.</param>
/// <param name="Firing">The anomalies that are open, as the monitor knows them at this moment.</param>
sealed record SeriesStateBody(
    string Service,
    string Severity,
    string State,
    double? ThresholdPerMinute,
    IReadOnlyList<MinuteBody> Window,
    IReadOnlyList<FiringBody> Firing)
{
    public static SeriesStateBody Of(SeriesKey series, SeriesStatus status) => new(
        series.Service,
        series.Severity,
        SeriesBody.StateOf(status.Open.Count > 0),
        status.Threshold,
        [.. status.Window.Select(entry => new MinuteBody(entry.Minute.Start.UtcDateTime, entry.Count))],
        [.. status.Open.Select(FiringBody.Of)]);
}

sealed record MinuteBody(DateTime Minute, long Count);

/// <param name="Count">Logs in the minute when it fired.</param>
/// <param name="Threshold">Logs a minute that it was held against.</param>
/// <param name="Peak">The most logs in one of its minutes so far.</param>
sealed record FiringBody(string Reason, long Count, double Threshold, long Peak, DateTime FirstMinute, DateTime LastMinute, DateTime FiredAt)
{
    public static FiringBody Of(Episode episode) => new(
        episode.Reason.Name(),
        episode.Observed,
        episode.Expected,
        episode.Peak,
        episode.FirstMinute.Start.UtcDateTime,
        episode.LastMinute.Start.UtcDateTime,
        episode.FiredAt.UtcDateTime);
}

[JsonSerializable(typeof(SeriesPage))]
[JsonSerializable(typeof(SeriesStateBody))]
sealed partial class SeriesJson : JsonSerializerContext
{
    static SeriesJson() => Default = new SeriesJson(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Names stay readable, whatever script they are in; the answer is JSON, never HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
