using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Rules;

namespace Grainwatch.Api.Series;

/// <summary>A series in a list.</summary>
/// <param name="State">firing, recovering (all that fires is), pending or ok.</param>
/// <param name="ThresholdPerMinute">What it is held against, wildcards included; null for nothing.</param>
/// <param name="FirstSeen">When its first log arrived.</param>
sealed record SeriesBody(string Service, string Severity, string State, double? ThresholdPerMinute, DateTime FirstSeen)
{
    public static SeriesBody Of(SeriesEntry entry, double? threshold) => new(
        entry.Series.Key.Service, entry.Series.Key.Severity, entry.State.Name(), threshold, entry.CreatedAt.UtcDateTime);
}

/// <param name="NextCursor">Pass it as <c>cursor</c> to get the next page; null on the last one.</param>
sealed record SeriesPage(IReadOnlyList<SeriesBody> Series, string? NextCursor);

/// <summary>The live state of a series.</summary>
/// <param name="State">firing, recovering (all that fires is), pending or ok.</param>
/// <param name="Window">Logs a minute, oldest first; the last one is the current minute.</param>
/// <param name="Firing">The anomalies that are open: of the threshold at this moment, of rules as of the minute that was judged last.</param>
/// <param name="Rules">The rules that are on their way to fire or to resolve.</param>
sealed record SeriesStateBody(
    string Service,
    string Severity,
    string State,
    double? ThresholdPerMinute,
    IReadOnlyList<MinuteBody> Window,
    IReadOnlyList<FiringBody> Firing,
    IReadOnlyList<RuleProgressBody> Rules)
{
    public static SeriesStateBody Of(SeriesKey series, SeriesStatus status, RuleStanding rules)
    {
        var recovering = rules.Progress.Where(way => way.Phase is RulePhase.Recovering).Select(way => way.Rule).ToHashSet();
        var isFiring = status.Open.Count > 0 || rules.Open.Any(episode => !recovering.Contains(episode.Rule));
        var state = isFiring ? SeriesState.Firing
            : rules.Open.Count > 0 ? SeriesState.Recovering
            : rules.Progress.Count > 0 ? SeriesState.Pending
            : SeriesState.Ok;
        return new SeriesStateBody(
            series.Service,
            series.Severity,
            state.Name(),
            status.Threshold,
            [.. status.Window.Select(entry => new MinuteBody(entry.Minute.Start.UtcDateTime, entry.Count))],
            [.. status.Open.Concat(rules.Open).Select(FiringBody.Of)],
            [.. rules.Progress.Select(RuleProgressBody.Of)]);
    }
}

sealed record MinuteBody(DateTime Minute, long Count);

/// <param name="Rule">The rule that found it; null for a threshold of its own, and for probes.</param>
/// <param name="Count">Logs in the minute when it fired.</param>
/// <param name="Threshold">Logs a minute that it was held against.</param>
/// <param name="Peak">The most logs in one of its minutes so far.</param>
sealed record FiringBody(
    string Reason, string? Rule, string Tier, long Count, double Threshold, long Peak, DateTime FirstMinute, DateTime LastMinute, DateTime FiredAt)
{
    public static FiringBody Of(Episode episode) => new(
        episode.Reason.Name(),
        episode.Rule.Length == 0 ? null : episode.Rule,
        episode.Tier.Name(),
        episode.Observed,
        episode.Expected,
        episode.Peak,
        episode.FirstMinute.Start.UtcDateTime,
        episode.LastMinute.Start.UtcDateTime,
        episode.FiredAt.UtcDateTime);
}

/// <param name="State">pending or recovering.</param>
/// <param name="Since">The first of the minutes that count.</param>
/// <param name="Minutes">How many breached, or have recovered, so far.</param>
/// <param name="Needed">How many it takes to fire, or to resolve.</param>
sealed record RuleProgressBody(string Rule, string State, DateTime Since, int Minutes, int Needed)
{
    public static RuleProgressBody Of(RuleProgress way) => new(
        way.Rule,
        way.Phase.Name(),
        way.Since.Start.UtcDateTime,
        way.Minutes,
        way.Needed);
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
