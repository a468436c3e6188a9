using System.Text.Json;
using Npgsql;

namespace Grainwatch.Storage.Alerts;

/// <summary>Looks back: what became of an anomaly, and what of a message.</summary>
public sealed class AlertHistory(NpgsqlDataSource database)
{
    const string NotificationColumns =
        "n.id, n.receiver, n.reason, n.state, n.created_at, n.attempts, case when n.state = 'pending' then n.due_at end, n.finished_at";

    public async Task<AnomalyHistory> OfAnomalyAsync(long anomalyId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var transitions = await connection.QueryAsync(
            AlertSql.Command("select kind, at, observed, peak, tier from anomaly_events where anomaly_id = $1 order by id", anomalyId),
            row => new AnomalyTransition(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4)),
            cancellationToken);
        var acknowledgements = await connection.QueryAsync(
            AlertSql.Command("select acknowledged_by, comment, at from anomaly_acknowledgements where anomaly_id = $1 order by at", anomalyId),
            row => new Acknowledgement(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)),
            cancellationToken);
        var suppressions = await connection.QueryAsync(
            AlertSql.Command("select receiver, kind, muted_by, at from alert_suppressions where anomaly_id = $1 order by at", anomalyId),
            row => new SuppressionNote(row.GetString(0), row.GetString(1).ToLowerInvariant(), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)),
            cancellationToken);
        var notifications = await connection.QueryAsync(
            AlertSql.Command(
                $"select {NotificationColumns} from notification_alerts a join notifications n on n.id = a.notification_id where a.anomaly_id = $1 order by n.number",
                anomalyId),
            row => ReadNotification(row),
            cancellationToken);
        var attempts = await ReadAttemptsAsync(connection, [.. notifications.Select(notification => notification.Id)], cancellationToken);
        return new AnomalyHistory(
            transitions, acknowledgements, suppressions, [.. notifications.Select(notification => notification with { Log = [.. attempts[notification.Id]] })]);
    }

    /// <summary>The newest first, without their attempts.</summary>
    /// <param name="state">pending, delivered or dead; null for all.</param>
    public async Task<IReadOnlyList<NotificationNote>> ListAsync(
        string? state, string? receiver, int limit, CancellationToken cancellationToken) => await database.QueryAsync(
        AlertSql.Command(
            $"""
            select {NotificationColumns} from notifications n
            where ($1::text is null or n.state = $1) and ($2::text is null or n.receiver = $2) order by n.number desc limit $3
            """,
            state,
            receiver,
            limit),
        row => ReadNotification(row),
        cancellationToken);

    /// <summary>One message, with all that it says and every attempt.</summary>
    public async Task<NotificationNote?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.QueryAsync(
            AlertSql.Command($"select {NotificationColumns}, n.message from notifications n where n.id = $1", id),
            row => ReadNotification(row) with { Message = JsonSerializer.Deserialize<JsonElement>(row.GetString(8)) },
            cancellationToken);
        var attempts = await ReadAttemptsAsync(connection, [id], cancellationToken);
        return found.SingleOrDefault() is { } notification ? notification with { Log = [.. attempts[id]] } : null;
    }

    /// <returns>Whether there is such an anomaly.</returns>
    public async Task<bool> AcknowledgeAsync(long anomalyId, Acknowledgement acknowledgement, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            AlertSql.Command(
                "insert into anomaly_acknowledgements (anomaly_id, acknowledged_by, comment, at) select id, $2, $3, $4 from anomalies where id = $1",
                anomalyId,
                acknowledgement.By,
                acknowledgement.Comment,
                acknowledgement.At),
            cancellationToken) > 0;

    /// <summary>How many anomalies were detected in a time, by day, service and reason.</summary>
    public async Task<IReadOnlyList<AnomalyCount>> CountAsync(
        DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, CancellationToken cancellationToken) => await database.QueryAsync(
        AlertSql.Command(
            """
            select (a.fired_at at time zone $3)::date, s.service, a.reason, count(*),
                count(*) filter (where exists (
                    select from notification_alerts n where n.anomaly_id = a.id and not n.is_resolved)),
                coalesce(avg(extract(epoch from a.resolved_at - a.fired_at)), 0)::double precision
            from anomalies a join series s on s.id = a.series_id
            where a.fired_at >= $1 and a.fired_at < $2
            group by 1, 2, 3 order by 1, 2, 3
            """,
            from,
            to,
            zone.Id),
        row => new AnomalyCount(
            row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetDouble(5)),
        cancellationToken);

    static async Task<ILookup<Guid, AttemptNote>> ReadAttemptsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(
            AlertSql.CommandOfArray(
                "select notification_id, at, milliseconds, problem, detail from notification_attempts where notification_id = any($1) order by at", ids),
            row => (
                Id: row.GetGuid(0),
                Attempt: new AttemptNote(
                    row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4))),
            cancellationToken)).ToLookup(entry => entry.Id, entry => entry.Attempt);

    static NotificationNote ReadNotification(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetInt32(5),
        row.ReadTime(6),
        row.ReadTime(7));
}
