using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.Series;
using Grainwatch.Storage.Detection;
using Npgsql;

namespace Grainwatch.Storage.Probes;

/// <summary>Finds the episodes that nobody judges any more.</summary>
public sealed class ProbeEpisodes(NpgsqlDataSource database)
{
    /// <summary>Open episodes of probes other than these: of deleted and of paused ones.</summary>
    public async Task<IReadOnlyList<(SeriesRef Series, Episode Episode)>> OrphansAsync(
        IReadOnlyCollection<string> probes, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select a.series_id, s.service, s.severity, a.reason, a.first_minute, a.last_minute, a.observed, a.expected, a.peak, a.fired_at,
                a.rule, a.labels, a.details, a.tier
            from anomalies a join series s on s.id = a.series_id
            where a.resolved_at is null and a.reason = any ($1) and s.severity = $2 and s.service <> all ($3)
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [AnomalyReason.ProbeDown.Name(), AnomalyReason.ResponseTime.Name()] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Probe.Severity });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. probes] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(SeriesRef, Episode)> orphans = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            orphans.Add((
                new SeriesRef(reader.GetInt32(0), new SeriesKey(reader.GetString(1), reader.GetString(2))),
                AnomalyRows.ReadEpisode(reader, 3, resolvedAt: null)));
        }

        return orphans;
    }
}
