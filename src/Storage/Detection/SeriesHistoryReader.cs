using System.Runtime.CompilerServices;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Npgsql;

namespace Grainwatch.Storage.Detection;

/// <summary>Counts and episodes as of one moment: the transaction that reads them sees one snapshot, and says which.</summary>
public sealed class SeriesHistoryReader(NpgsqlDataSource database) : ISeriesHistory
{
    const string JudgedUpTo = "judged_up_to";

    /// <summary>Reading all series of a large installation takes longer than a request may.</summary>
    const int BulkTimeoutSeconds = 600;

    public async Task<SeriesRef> ResolveAsync(SeriesKey key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with made as (
                insert into series (service, severity)
                select $1, $2 where not exists (select from series where service = $1 and severity = $2)
                on conflict (service, severity) do nothing
                returning id
            )
            select id from made union all select id from series where service = $1 and severity = $2
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Service });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Severity });
        // Empty when another process made it between our snapshot and our insert: then it is there now.
        return new SeriesRef((int)(await command.ExecuteScalarAsync(cancellationToken) ?? (await command.ExecuteScalarAsync(cancellationToken))!), key);
    }

    public async Task<SeriesRef?> FindAsync(SeriesKey key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select id from series where service = $1 and severity = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Service });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Severity });
        return await command.ExecuteScalarAsync(cancellationToken) is int id ? new SeriesRef(id, key) : null;
    }

    public async Task<SeriesHistory> ReadAsync(SeriesRef series, Minute from, CancellationToken cancellationToken) =>
        (await ReadAsync([series], from, cancellationToken))[0];

    public async Task<IReadOnlyList<SeriesHistory>> ReadAsync(
        IReadOnlyList<SeriesRef> series, Minute from, CancellationToken cancellationToken)
    {
        Dictionary<int, SeriesHistory> found = [];
        await foreach (var history in ReadAsync(from, [.. series.Select(one => one.Id)], cancellationToken))
        {
            found.Add(history.Series.Id, history);
        }

        // Nothing there: no delta can have been in it, so none needs to be skipped.
        return [.. series.Select(one => found.GetValueOrDefault(one.Id) ?? new SeriesHistory(one, [], [], CommitSnapshot.None))];
    }

    public IAsyncEnumerable<SeriesHistory> ReadAllAsync(Minute from, CancellationToken cancellationToken) =>
        ReadAsync(from, seriesIds: null, cancellationToken);

    public async Task<Minute?> JudgedUpToAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select value::bigint from state where name = '{JudgedUpTo}'");
        return await command.ExecuteScalarAsync(cancellationToken) is long number ? new Minute(number) : null;
    }

    public async Task MarkJudgedAsync(Minute upTo, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into state (name, value) values ('{JudgedUpTo}', to_jsonb($1))
            on conflict (name) do update set value = excluded.value where state.value::bigint < excluded.value::bigint
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo.Number });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    async IAsyncEnumerable<SeriesHistory> ReadAsync(Minute from, int[]? seriesIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            Timeout = BulkTimeoutSeconds,
            BatchCommands =
            {
                new NpgsqlBatchCommand("select pg_current_snapshot()::text"),
                Command(EpisodesSql(seriesIds), from, seriesIds),
                Command(CountsSql(seriesIds), from, seriesIds),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var snapshot = CommitSnapshot.Parse(reader.GetString(0));
        await reader.NextResultAsync(cancellationToken);
        var episodes = await ReadEpisodesAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var series = ReadSeries(reader);
            var minutes = reader.GetFieldValue<long[]>(3).Zip(
                reader.GetFieldValue<long[]>(4), (minute, count) => new MinuteCount(new Minute(minute), count));
            episodes.Remove(series, out var ofSeries);
            yield return new SeriesHistory(series, [.. minutes], ofSeries ?? [], snapshot);
        }

        foreach (var (series, silent) in episodes)
        {
            yield return new SeriesHistory(series, [], silent, snapshot);
        }
    }

    static async Task<Dictionary<SeriesRef, List<Episode>>> ReadEpisodesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        Dictionary<SeriesRef, List<Episode>> episodes = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var series = ReadSeries(reader);
            if (!episodes.TryGetValue(series, out var ofSeries))
            {
                episodes.Add(series, ofSeries = []);
            }

            ofSeries.Add(AnomalyRows.ReadEpisode(reader, 3, AnomalyRows.ReadTimeOrNull(reader, 14)));
        }

        return episodes;
    }

    static SeriesRef ReadSeries(NpgsqlDataReader reader) => new(reader.GetInt32(0), new SeriesKey(reader.GetString(1), reader.GetString(2)));

    static NpgsqlBatchCommand Command(string sql, Minute from, int[]? seriesIds)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = from.Start });
        if (seriesIds is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = seriesIds });
        }

        return command;
    }

    static string EpisodesSql(int[]? seriesIds) =>
        $"""
        select a.series_id, s.service, s.severity, a.reason, a.first_minute, a.last_minute, a.observed, a.expected, a.peak, a.fired_at,
            a.rule, a.labels, a.details, a.tier, a.resolved_at
        from anomalies a join series s on s.id = a.series_id
        where (a.resolved_at is null or a.last_minute >= $1) {(seriesIds is null ? "" : "and a.series_id = any($2)")}
        order by a.series_id, a.last_minute
        """;

    /// <summary>One row a series, its minutes and counts as arrays: a name a series goes over the wire, not a name a minute.</summary>
    static string CountsSql(int[]? seriesIds)
    {
        var filter = $"minute >= $1 {(seriesIds is null ? "" : "and series_id = any($2)")}";
        return
            $"""
            select s.id, s.service, s.severity, c.minutes, c.counts
            from (
                select series_id, array_agg(number order by number) as minutes, array_agg(count order by number) as counts
                from (
                    select series_id, (extract(epoch from minute) / 60)::bigint as number, sum(count)::bigint as count
                    from (
                        select series_id, minute, count from log_minute_totals where {filter}
                        union all
                        select series_id, minute, count from log_minute_deltas where {filter}
                    ) parts
                    group by series_id, minute
                ) sums
                group by series_id
            ) c
            join series s on s.id = c.series_id
            """;
    }
}
