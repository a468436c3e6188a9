using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Alerts;
using Grainwatch.Storage.Detection;
using Npgsql;

namespace Grainwatch.Storage.Rules;

/// <summary>Looks up where rules stand on a series, as of the minute that was judged last.</summary>
public sealed class RuleWatchReader(NpgsqlDataSource database)
{
    public async Task<RuleStanding> ReadAsync(SeriesKey series, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // In this order: what resolves in between is then not shown as recovering without an anomaly.
        var progress = await connection.QueryAsync(
            AlertSql.Command(
                """
                select p.series_id, p.rule, p.phase, p.since, p.minutes, p.needed
                from rule_progress p join series s on s.id = p.series_id
                where s.service = $1 and s.severity = $2
                order by p.rule
                """,
                series.Service,
                series.Severity),
            row => new RuleProgress(
                new SeriesRef(row.GetInt32(0), series),
                row.GetString(1),
                RulePhaseNames.ToPhase(row.GetString(2)),
                Minute.Of(row.GetFieldValue<DateTimeOffset>(3)),
                row.GetInt32(4),
                row.GetInt32(5)),
            cancellationToken);
        var open = await connection.QueryAsync(
            AlertSql.Command(
                """
                select a.reason, a.first_minute, a.last_minute, a.observed, a.expected, a.peak, a.fired_at, a.rule, a.labels, a.details, a.tier
                from anomalies a join series s on s.id = a.series_id
                where s.service = $1 and s.severity = $2 and a.resolved_at is null and not (a.reason = 'threshold' and a.rule = '')
                order by a.id
                """,
                series.Service,
                series.Severity),
            row => AnomalyRows.ReadEpisode(row, 0, null),
            cancellationToken);
        var firing = open.Select(episode => episode.Rule).ToHashSet();
        return new RuleStanding(open, [.. progress.Where(way => firing.Contains(way.Rule) == (way.Phase is RulePhase.Recovering))]);
    }
}

/// <param name="Open">What rules and probes have found and is not over. The threshold of a series is not among it: its monitor knows that sooner.</param>
/// <param name="Progress">Rules on their way: pending ones, and those of <paramref name="Open"/> that are recovering.</param>
public sealed record RuleStanding(IReadOnlyList<Episode> Open, IReadOnlyList<RuleProgress> Progress)
{
    public static RuleStanding Quiet { get; } = new([], []);
}
