using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Alerts.Muting;
using Npgsql;

namespace Grainwatch.Storage.Alerts;

public sealed class SilenceTable(NpgsqlDataSource database)
{
    const string Columns = "select id, matchers, created_by, comment, starts_at, ends_at from alert_silences";

    /// <returns>The silence with its id.</returns>
    public async Task<Silence> AddAsync(Silence silence, DateTimeOffset now, CancellationToken cancellationToken) => (await database.QueryAsync(
        AlertSql.Command(
            """
            insert into alert_silences (matchers, created_by, comment, starts_at, ends_at, created_at) values ($1, $2, $3, $4, $5, $6)
            returning id, matchers, created_by, comment, starts_at, ends_at
            """,
            silence.Matchers.Matchers.Select(matcher => matcher.ToString()).ToArray(),
            silence.CreatedBy,
            silence.Comment,
            silence.StartsAt,
            silence.EndsAt,
            now),
        Read,
        cancellationToken))[0];

    /// <summary>Ends a silence now; one that has not begun never will.</summary>
    /// <returns>Whether there is such a silence.</returns>
    public async Task<bool> EndAsync(long id, DateTimeOffset now, CancellationToken cancellationToken) => await database.ExecuteAsync(
        AlertSql.Command(
            "update alert_silences set ends_at = least(ends_at, $2), starts_at = least(starts_at, $2) where id = $1", id, now),
        cancellationToken) > 0;

    public async Task<Silence?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await database.QueryAsync(AlertSql.Command($"{Columns} where id = $1", id), Read, cancellationToken)).SingleOrDefault();

    /// <summary>The newest first.</summary>
    /// <param name="all">Also those that have ended.</param>
    public async Task<IReadOnlyList<Silence>> ListAsync(bool all, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            AlertSql.Command($"{Columns} where $1 or ends_at > $2 order by id desc limit $3", all, now, limit), Read, cancellationToken);

    internal static async Task<IReadOnlyList<Silence>> ReadActiveAsync(
        NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken) =>
        await connection.QueryAsync(AlertSql.Command($"{Columns} where starts_at <= $1 and ends_at > $1", now), Read, cancellationToken);

    static Silence Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        MatcherSet.Parse(row.GetFieldValue<string[]>(1)),
        row.GetString(2),
        row.GetString(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetFieldValue<DateTimeOffset>(5));
}
