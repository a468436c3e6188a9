using System.Text.Json;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Delivery;
using Grainwatch.Domain.Alerts.Grouping;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Domain.Anomalies;
using Npgsql;

namespace Grainwatch.Storage.Alerts;

/// <summary>
/// One turn of the dispatch: a transaction that takes events in, moves the groups on, and puts what is due into the outbox. It holds the lock
/// of the dispatch, so of all processes one at a time has a turn; and since all of it commits or none, an event is never taken twice.
/// </summary>
public sealed class AlertTurn : IAsyncDisposable
{
    /// <summary>Bounds what one turn holds in memory. What is left over is for the next one.</summary>
    public const int MaxEvents = 500;

    const int MaxDueGroups = 200;

    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction transaction;
    readonly AlertGroupTable groups;
    readonly long lastEventId;
    readonly long routedVersion;

    AlertTurn(NpgsqlConnection connection, NpgsqlTransaction transaction, long lastEventId, long version, long routedVersion)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.lastEventId = lastEventId;
        this.routedVersion = routedVersion;
        Version = version;
        groups = new AlertGroupTable(connection);
    }

    /// <summary>Of the resources that this turn must go by.</summary>
    public long Version { get; }

    /// <summary>Whether the open anomalies have yet to be routed by this version.</summary>
    public bool IsNewVersion => routedVersion != Version;

    /// <summary>Whether there is anything to do; takes no lock.</summary>
    public static async Task<bool> IsWantedAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            AlertSql.Command(
                """
                select version <> routed_version
                    or exists (select from anomaly_events where id > last_event_id)
                    or exists (select from alert_groups where due_at <= $1)
                from alert_dispatch
                """,
                now),
            row => row.GetBoolean(0),
            cancellationToken))[0];

    /// <returns>Null when another process has its turn.</returns>
    public static async Task<AlertTurn?> TakeAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var state = await connection.QueryAsync(
                AlertSql.Command("select last_event_id, version, routed_version from alert_dispatch for update skip locked"),
                row => (LastEventId: row.GetInt64(0), Version: row.GetInt64(1), Routed: row.GetInt64(2)),
                cancellationToken);
            if (state.Count == 1)
            {
                return new AlertTurn(connection, transaction, state[0].LastEventId, state[0].Version, state[0].Routed);
            }

            await transaction.DisposeAsync();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>The events that were not taken yet, oldest first. After a change of version, the anomalies that are open come first, as if they fired now.</summary>
    public async Task<IReadOnlyList<AlertEvent>> ReadEventsAsync(CancellationToken cancellationToken)
    {
        var open = !IsNewVersion ? [] : await connection.QueryAsync(
            AlertSql.Command(
                """
                select 0::bigint, 'firing', a.id, a.fired_at, s.service, s.severity, a.reason, a.rule, a.labels, a.fired_tier
                from anomalies a join series s on s.id = a.series_id where a.resolved_at is null order by a.id
                """),
            ReadEvent,
            cancellationToken);
        var events = await connection.QueryAsync(
            AlertSql.Command(
                """
                select e.id, e.kind, a.id, a.fired_at, s.service, s.severity, a.reason, a.rule, a.labels, a.fired_tier
                from anomaly_events e join anomalies a on a.id = e.anomaly_id join series s on s.id = a.series_id
                where e.id > $1 order by e.id limit $2
                """,
                lastEventId,
                MaxEvents),
            ReadEvent,
            cancellationToken);
        return [.. open, .. events];
    }

    public Task ReadGroupsAsync(
        AlertDispatch into, IReadOnlyCollection<GroupKey> keys, IEnumerable<long> anomalies, DateTimeOffset now, CancellationToken cancellationToken) =>
        groups.ReadAsync(into, keys, [.. anomalies], now, MaxDueGroups, cancellationToken);

    /// <summary>The labels of everything that fires, for dependencies.</summary>
    public async Task<IReadOnlyCollection<Labels>> ReadFiringAsync(CancellationToken cancellationToken) => await connection.QueryAsync(
        AlertSql.Command(
            """
            select 0::bigint, 'firing', a.id, a.fired_at, s.service, s.severity, a.reason, a.rule, a.labels, a.fired_tier
            from anomalies a join series s on s.id = a.series_id where a.resolved_at is null
            """),
        row => ReadEvent(row).Alert.Labels,
        cancellationToken);

    public Task<IReadOnlyList<AlertResource>> ReadResourcesAsync(CancellationToken cancellationToken) =>
        AlertResourceTable.ReadAsync(connection, cancellationToken);

    public Task<IReadOnlyList<Silence>> ReadSilencesAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        SilenceTable.ReadActiveAsync(connection, now, cancellationToken);

    /// <summary>Writes everything and commits.</summary>
    public async Task CommitAsync(
        AlertDispatch dispatch,
        IReadOnlyList<Notification> due,
        IReadOnlyList<AlertEvent> events,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var suppressed = dispatch.TakeSuppressed();
        await groups.WriteAsync(dispatch.Groups, cancellationToken);
        var facts = await ReadFactsAsync(due, cancellationToken);
        await connection.ExecuteAsync(
            [
                .. due.SelectMany(notification => Insert(AlertMessageWriter.Write(Guid.CreateVersion7(now), notification, facts), notification)),
                .. suppressed.Select(suppression => AlertSql.Command(
                    "insert into alert_suppressions (anomaly_id, receiver, kind, muted_by, at) values ($1, $2, $3, $4, $5)",
                    suppression.Alert.AnomalyId, suppression.Group.Receiver, suppression.Reason.Kind.ToString(), suppression.Reason.By, now)),
                AlertSql.Command(
                    "update alert_dispatch set last_event_id = greatest(last_event_id, $1), routed_version = $2",
                    events.Count == 0 ? 0L : events.Max(entry => entry.EventId),
                    Version),
            ],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    async Task<Dictionary<long, AnomalyFacts>> ReadFactsAsync(IReadOnlyList<Notification> due, CancellationToken cancellationToken)
    {
        var ids = due.SelectMany(notification => notification.Firing.Concat(notification.Resolved)).Select(alert => alert.Alert.AnomalyId).Distinct().ToArray();
        var facts = ids.Length == 0 ? [] : await connection.QueryAsync(
            AlertSql.CommandOfArray("select id, first_minute, last_minute, observed, expected, peak, resolved_at, details ->> 'why' from anomalies where id = any($1)", ids),
            row => new AnomalyFacts(
                row.GetInt64(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.GetFieldValue<DateTimeOffset>(2),
                row.GetInt64(3),
                row.GetDouble(4),
                row.GetInt64(5),
                row.ReadTime(6),
                row.IsDBNull(7) ? null : row.GetString(7)),
            cancellationToken);
        return facts.ToDictionary(fact => fact.Id);
    }

    static IEnumerable<NpgsqlBatchCommand> Insert(AlertMessage message, Notification notification)
    {
        yield return AlertSql.Command(
            "insert into notifications (id, group_id, receiver, reason, message, created_at, due_at) values ($1, $2, $3, $4, $5, $6, $6)",
            message.Id, message.GroupId, message.Receiver, message.Reason.ToString(), new JsonText(JsonSerializer.Serialize(message, AlertSql.Json)), message.At);
        var alerts = notification.Firing.Select(alert => (alert, IsResolved: false)).Concat(notification.Resolved.Select(alert => (alert, IsResolved: true)))
            .DistinctBy(entry => entry.alert.Alert.AnomalyId)
            .ToList();
        yield return AlertSql.Command(
            "insert into notification_alerts (notification_id, anomaly_id, is_resolved, is_new) select $1, * from unnest($2, $3, $4)",
            message.Id,
            alerts.Select(entry => entry.alert.Alert.AnomalyId).ToArray(),
            alerts.Select(entry => entry.IsResolved).ToArray(),
            alerts.Select(entry => entry.alert.IsNew).ToArray());
    }

    static AlertEvent ReadEvent(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        AnomalyNames.ToKind(row.GetString(1)),
        new Alert(
            row.GetInt64(2),
            new Labels(
            [
                .. row.IsDBNull(8) ? Labels.None : row.ReadLabels(8),
                new(Labels.Service, row.GetString(4)),
                new(Labels.Severity, row.GetString(5)),
                new(Labels.Reason, row.GetString(6)),
                new(Labels.Rule, row.GetString(7)),
                new(Labels.Tier, row.GetString(9)),
            ]),
            row.GetFieldValue<DateTimeOffset>(3)));

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
