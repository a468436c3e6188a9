using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;

namespace Grainwatch.Api.Rules;

/// <param name="MatchingSeries">How many there are; the first 100 are answered.</param>
sealed record SuggestionList(DateTime From, DateTime To, double AlertsPerWeek, int MatchingSeries, IReadOnlyList<SeriesSuggestion> Data);

/// <param name="ThresholdPerMinute">The suggestion; null when the series had no logs.</param>
/// <param name="AlertsPerWeek">How often it would have fired.</param>
/// <param name="Candidates">Thresholds around it, and how often each would have fired.</param>
sealed record SeriesSuggestion(
    string Service,
    string Severity,
    double? ThresholdPerMinute,
    double AlertsPerWeek,
    SuggestionEvidence Evidence,
    IReadOnlyList<ThresholdCandidate> Candidates)
{
    public static SeriesSuggestion Of(SeriesKey series, ThresholdSuggestion found) => new(
        series.Service,
        series.Severity,
        found.PerMinute,
        found.AlertsPerWeek,
        new SuggestionEvidence(found.MinutesWithLogs, found.Median, found.P99, found.P999, found.Max),
        found.Candidates);
}

/// <param name="Median">Logs a minute, of the minutes with logs; like the ones behind it.</param>
sealed record SuggestionEvidence(int MinutesWithLogs, long Median, long P99, long P999, long Max);
