using System.Text.Json;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Api.Rules;

/// <param name="MatchingSeries">How many the rule would watch; the first 100 were tried.</param>
/// <param name="Count">The episodes of all that were tried.</param>
/// <param name="Milliseconds">How long it took.</param>
sealed record BacktestAnswer(
    DateTime From, DateTime To, int MatchingSeries, int Count, IReadOnlyList<BacktestSeries> Series, double Milliseconds);

/// <param name="Count">All of its episodes; of all series together the first 1000 are described.</param>
sealed record BacktestSeries(string Service, string Severity, int Count, IReadOnlyList<BacktestEpisode> Episodes);

/// <summary>With the fields of an anomaly.</summary>
sealed record BacktestEpisode(
    DateTime FirstMinute,
    DateTime LastMinute,
    DateTime FiredAt,
    DateTime? ResolvedAt,
    string Tier,
    long Count,
    double Threshold,
    long Peak,
    JsonElement? Details)
{
    public static BacktestEpisode Of(Episode episode) => new(
        episode.FirstMinute.Start.UtcDateTime,
        episode.LastMinute.Start.UtcDateTime,
        episode.FiredAt.UtcDateTime,
        episode.ResolvedAt?.UtcDateTime,
        episode.Tier.Name(),
        episode.Observed,
        episode.Expected,
        episode.Peak,
        episode.Details is null ? null : JsonSerializer.Deserialize<JsonElement>(episode.Details));
}
