using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Alerts;
using Grainwatch.Storage.Detection;
using Npgsql;

namespace Grainwatch.Storage.Rules;

/// <summary>
/// One turn of judging the minutes of a shard by rules: it holds a lock, so of all processes one at a time has a turn, also while two of them
/// take themselves for the one that runs the job.
/// </summary>
public sealed class RuleTurn : IAsyncDisposable
{
    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction transaction;
    readonly RuleShard shard;

    RuleTurn(NpgsqlConnection connection, NpgsqlTransaction transaction, RuleShard shard, DateTimeOffset? judgedUpTo, DateTimeOffset? savedUpTo)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.shard = shard;
        JudgedUpTo = judgedUpTo is { } judged ? Minute.Of(judged) : null;
        SavedUpTo = savedUpTo is { } saved ? Minute.Of(saved) : null;
    }

    /// <summary>The last minute that was judged, by whichever process.</summary>
    public Minute? JudgedUpTo { get; }

    /// <summary>The minute that the stored states are of.</summary>
    public Minute? SavedUpTo { get; }

    /// <returns>Null when another process has its turn.</returns>
    public static async Task<RuleTurn?> TakeAsync(NpgsqlDataSource database, RuleShard shard, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync([AlertSql.Command("insert into rule_shards (shard) values ($1) on conflict do nothing", shard.Number)], cancellationToken);
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var state = await connection.QueryAsync(
                AlertSql.Command("select judged_up_to, saved_up_to from rule_shards where shard = $1 for update skip locked", shard.Number),
                row => (Judged: row.ReadTime(0), Saved: row.ReadTime(1)),
                cancellationToken);
            if (state.Count == 1)
            {
                return new RuleTurn(connection, transaction, shard, state[0].Judged, state[0].Saved);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Every series of the shard, with the time of its first log's arrival.</summary>
    public async Task<IReadOnlyList<(SeriesRef Series, DateTimeOffset CreatedAt)>> ReadSeriesAsync(int afterId, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync(
            AlertSql.Command("select id, service, severity, created_at from series where id > $1 order by id", afterId),
            row => (Series: new SeriesRef(row.GetInt32(0), new SeriesKey(row.GetString(1), row.GetString(2))), CreatedAt: row.GetFieldValue<DateTimeOffset>(3)),
            cancellationToken)).Where(row => shard.Holds(row.Series.Key))];

    /// <summary>The counts of these series in these minutes.</summary>
    public async Task<ILookup<Minute, (int SeriesId, long Count)>> ReadCountsAsync(int[] seriesIds, Minute from, Minute to, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(
            AlertSql.Command(
                """
                select minute, series_id, sum(count)::bigint from (
                    select minute, series_id, count from log_minute_totals where series_id = any($3) and minute between $1 and $2
                    union all
                    select minute, series_id, count::bigint from log_minute_deltas where series_id = any($3) and minute between $1 and $2
                ) parts
                group by minute, series_id
                """,
                from.Start,
                to.Start,
                seriesIds),
            row => (Minute: Minute.Of(row.GetFieldValue<DateTimeOffset>(0)), SeriesId: row.GetInt32(1), Count: row.GetInt64(2)),
            cancellationToken)).ToLookup(row => row.Minute, row => (row.SeriesId, row.Count));

    /// <summary>Some messages of one minute of a series.</summary>
    public async Task<IReadOnlyList<string>> ReadMessagesAsync(RuleMonitor monitor, Minute minute, CancellationToken cancellationToken) =>
        await connection.QueryAsync(
            AlertSql.Command(
                "select message from log_entries where series_id = $1 and timestamp >= $2 and timestamp < $3 limit $4",
                monitor.Series.Id,
                minute.Start,
                minute.End,
                monitor.Rule.Detector.MaxMessages),
            row => row.GetString(0),
            cancellationToken);

    /// <summary>The states of these rules.</summary>
    public async Task<IReadOnlyList<RuleState>> ReadStatesAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        await connection.QueryAsync(
            AlertSql.Command("select rule_key, series_id, state from rule_states where shard = $1 and rule_key = any($2)", shard.Number, keys.ToArray()),
            row => new RuleState(row.GetString(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2)),
            cancellationToken);

    /// <summary>Open anomalies of the shard that rules have found.</summary>
    public async Task<IReadOnlyList<(SeriesRef Series, Episode Episode)>> ReadOpenAsync(CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync(
            AlertSql.Command(
                """
                select a.series_id, s.service, s.severity, a.reason, a.first_minute, a.last_minute, a.observed, a.expected, a.peak, a.fired_at,
                    a.rule, a.labels, a.details, a.tier
                from anomalies a join series s on s.id = a.series_id
                where a.resolved_at is null and a.rule <> ''
                """),
            row => (Series: new SeriesRef(row.GetInt32(0), new SeriesKey(row.GetString(1), row.GetString(2))), Episode: AnomalyRows.ReadEpisode(row, 3, null)),
            cancellationToken)).Where(row => shard.Holds(row.Series.Key))];

    /// <summary>Replaces all states of the shard by these, which are of the minute that was judged last.</summary>
    public async Task SaveAsync(IReadOnlyList<RuleState> states, Minute upTo, CancellationToken cancellationToken) => await connection.ExecuteAsync(
        [
            AlertSql.Command("delete from rule_states where shard = $1", shard.Number),
            AlertSql.Command(
                "insert into rule_states (shard, rule_key, series_id, state) select $1, s.* from unnest($2, $3, $4) s",
                shard.Number,
                states.Select(state => state.RuleKey).ToArray(),
                states.Select(state => state.SeriesId).ToArray(),
                states.Select(state => state.State).ToArray()),
            AlertSql.Command("update rule_shards set saved_up_to = $2 where shard = $1", shard.Number, upTo.Start),
        ],
        cancellationToken);

    /// <summary>Replaces all rules of the shard that are on their way by these.</summary>
    public async Task WriteProgressAsync(IReadOnlyList<RuleProgress> progress, CancellationToken cancellationToken) => await connection.ExecuteAsync(
        [
            AlertSql.Command("delete from rule_progress where shard = $1", shard.Number),
            AlertSql.Command(
                "insert into rule_progress (shard, series_id, rule, phase, since, minutes, needed) select $1, p.* from unnest($2, $3, $4, $5, $6, $7) p",
                shard.Number,
                progress.Select(way => way.Series.Id).ToArray(),
                progress.Select(way => way.Rule).ToArray(),
                progress.Select(way => way.Phase.Name()).ToArray(),
                progress.Select(way => way.Since.Start).ToArray(),
                progress.Select(way => way.Minutes).ToArray(),
                progress.Select(way => way.Needed).ToArray()),
        ],
        cancellationToken);

    public async Task CommitAsync(Minute judgedUpTo, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync([AlertSql.Command("update rule_shards set judged_up_to = $2 where shard = $1", shard.Number, judgedUpTo.Start)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <param name="RuleKey">The rule's name and what its spec hashes to.</param>
public sealed record RuleState(string RuleKey, int SeriesId, byte[] State);
