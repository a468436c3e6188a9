using Grainwatch.Domain.Anomalies;
using Npgsql;

namespace Grainwatch.Storage.Detection;

/// <summary>
/// Episodes in <c>anomalies</c>, and what was told of them in <c>anomaly_events</c>. The row of an episode is found by its minutes, since
/// episodes of a series, reason and rule never overlap; so a change that was applied before finds its row as it would leave it, and tells nobody.
/// The tier of a row only rises: by the alphabet critical comes before high and high before medium, so the least is the worst.
/// </summary>
public sealed class AnomalyStore(NpgsqlDataSource database) : IAnomalyStore
{
    /// <summary>The key of the advisory lock under which event ids are given out: "anomalie" in ASCII.</summary>
    const long Lock = 0x616e6f6d616c6965;

    const string Told =
        """
        told as (
            insert into anomaly_events (id, anomaly_id, kind, at, first_minute, last_minute, observed, peak, tier)
            select nextval('anomaly_event_ids'), o.id, o.kind, o.at, o.first_minute, o.last_minute, o.observed, o.peak, o.tier
            from (select * from news order by id) o
            returning id, anomaly_id
        )
        select t.id, o.kind, o.at, o.id, s.service, s.severity, o.reason, o.first_minute, o.last_minute, o.observed, o.expected, o.peak, o.fired_at,
            o.rule, o.labels, o.details, o.tier
        from told t join news o on o.id = t.anomaly_id join series s on s.id = o.series_id
        order by t.id
        """;

    /// <summary>
    /// Within a resolved episode: it was opened before. Into an open one: another process was faster, that one grows. Otherwise new.
    /// </summary>
    const string OpenSql =
        $"""
        with change as (
            select * from {EpisodeArrays.Table}
            where not exists (
                select from anomalies a
                where a.series_id = c.series_id and a.reason = c.reason and a.rule = c.rule and a.resolved_at is not null
                    and a.last_minute >= c.last_minute and a.first_minute <= c.first_minute)
        ), grown as (
            update anomalies a set
                first_minute = least(a.first_minute, c.first_minute),
                last_minute = greatest(a.last_minute, c.last_minute),
                peak = greatest(a.peak, c.peak),
                tier = least(a.tier, c.tier)
            from change c
            where a.series_id = c.series_id and a.reason = c.reason and a.rule = c.rule and a.resolved_at is null
        ), news as (
            insert into anomalies (series_id, reason, first_minute, last_minute, observed, expected, peak, fired_at, rule, labels, details, tier, fired_tier)
            select c.series_id, c.reason, c.first_minute, c.last_minute, c.observed, c.expected, c.peak, c.fired_at, c.rule, c.labels::jsonb, c.details::jsonb,
                c.tier, c.tier
            from change c
            where not exists (
                select from anomalies a where a.series_id = c.series_id and a.reason = c.reason and a.rule = c.rule and a.resolved_at is null)
            order by c.n
            returning *, 'firing' as kind, fired_at as at
        ),
        {Told}
        """;

    const string ChangeSql =
        $"""
        with target as (
            select a.id, a.resolved_at as was_resolved_at, c.first_minute, c.last_minute, c.peak, c.tier, c.resolved_at
            from {EpisodeArrays.Table}
            cross join lateral (
                select a.id, a.resolved_at from anomalies a
                where a.series_id = c.series_id and a.reason = c.reason and a.rule = c.rule
                    and a.last_minute >= c.first_minute and a.first_minute <= c.last_minute
                order by a.resolved_at is null desc, a.last_minute desc
                limit 1) a
        ), changed as (
            update anomalies a set
                first_minute = least(a.first_minute, t.first_minute),
                last_minute = greatest(a.last_minute, t.last_minute),
                peak = greatest(a.peak, t.peak),
                tier = least(a.tier, t.tier),
                resolved_at = coalesce(a.resolved_at, t.resolved_at)
            from target t
            where a.id = t.id
            returning a.*, t.was_resolved_at
        ), news as (
            select *, 'resolved' as kind, resolved_at as at from changed where was_resolved_at is null and resolved_at is not null
        ),
        {Told}
        """;

    public async Task<IReadOnlyList<AnomalyEvent>> ApplyAsync(IReadOnlyList<EpisodeChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // Held until the commit: whoever gets the next ids commits later, so a reader never sees a higher id before a lower one.
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select pg_advisory_xact_lock({Lock})"));
        foreach (var round in Rounds(changes))
        {
            AddCommand(OpenSql, round.Where(change => change is EpisodeChange.Opened));
            AddCommand(ChangeSql, round.Where(change => change is not EpisodeChange.Opened));
        }

        List<AnomalyEvent> events = [];
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.NextResultAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    events.Add(AnomalyRows.ReadEvent(reader));
                }
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return events;

        void AddCommand(string sql, IEnumerable<EpisodeChange> some)
        {
            (int, Episode)[] episodes = [.. some.Select(change => (change.Series.Id, change.Episode))];
            if (episodes.Length > 0)
            {
                batch.BatchCommands.Add(EpisodeArrays.Command(sql, episodes));
            }
        }
    }

    public async Task<IReadOnlyList<AnomalyEvent>> EventsAfterAsync(long afterId, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select e.id, e.kind, e.at, a.id, s.service, s.severity, a.reason, e.first_minute, e.last_minute, e.observed, a.expected, e.peak, a.fired_at,
                a.rule, a.labels, a.details, e.tier
            from anomaly_events e join anomalies a on a.id = e.anomaly_id join series s on s.id = a.series_id
            where e.id > $1
            order by e.id
            limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<AnomalyEvent> events = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(AnomalyRows.ReadEvent(reader));
        }

        return events;
    }

    public async Task<long> LastEventIdAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select coalesce(max(id), 0) from anomaly_events");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>A statement may touch a row only once: the n-th changes of all series, reasons and rules make the n-th round.</summary>
    static IEnumerable<IEnumerable<EpisodeChange>> Rounds(IReadOnlyList<EpisodeChange> changes) =>
        changes
            .GroupBy(change => (change.Series.Id, change.Episode.Reason, change.Episode.Rule))
            .SelectMany(series => series.Select((change, round) => (change, round)))
            .GroupBy(entry => entry.round, entry => entry.change)
            .OrderBy(round => round.Key);
}
