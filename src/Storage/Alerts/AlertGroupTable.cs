using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Grouping;
using Grainwatch.Domain.Alerts.Muting;
using Npgsql;

namespace Grainwatch.Storage.Alerts;

/// <summary>Groups between two turns of the dispatch. Only who holds the lock of the dispatch reads or writes them.</summary>
sealed class AlertGroupTable(NpgsqlConnection connection)
{
    /// <summary>What was read, to write only what has changed: records that are untouched are the same objects.</summary>
    readonly Dictionary<GroupKey, StoredGroup> stored = [];

    /// <summary>Reads the groups of these keys, those that know of these anomalies, and those that are due.</summary>
    public async Task ReadAsync(
        AlertDispatch into, IReadOnlyCollection<GroupKey> keys, long[] anomalies, DateTimeOffset now, int maxDue, CancellationToken cancellationToken)
    {
        var groups = await connection.QueryAsync(
            AlertSql.Command(
                """
                select id, route, receiver, labels, last_sent_at, repeats, due_at from alert_groups
                where id = any($1) or id in (select group_id from alert_group_members where anomaly_id = any($2))
                union
                (select id, route, receiver, labels, last_sent_at, repeats, due_at from alert_groups where due_at <= $3 order by due_at limit $4)
                """,
                keys.Select(key => key.Id()).ToArray(),
                anomalies,
                now,
                maxDue),
            row => (
                Id: row.GetString(0),
                Key: new GroupKey(row.GetString(1), row.GetString(2), row.ReadLabels(3)),
                LastSentAt: row.ReadTime(4),
                Repeats: row.GetInt32(5),
                DueAt: row.ReadTime(6)),
            cancellationToken);
        if (groups.Count == 0)
        {
            return;
        }

        var members = (await connection.QueryAsync(
            AlertSql.CommandOfArray(
                """
                select group_id, anomaly_id, labels, starts_at, seen_at, ended_at, is_told, told_at, firings, muted_kind, muted_by, look_again_at,
                    exists (select from anomaly_acknowledgements a where a.anomaly_id = m.anomaly_id)
                from alert_group_members m where group_id = any($1)
                """,
                groups.Select(group => group.Id).ToArray()),
            row => (GroupId: row.GetString(0), Alert: ReadMember(row)),
            cancellationToken)).ToLookup(member => member.GroupId, member => member.Alert);
        foreach (var group in groups)
        {
            var restored = into.Add(group.Key);
            restored.Restore(members[group.Id], group.LastSentAt, group.Repeats);
            stored.Add(
                group.Key, new StoredGroup(group.LastSentAt, group.Repeats, group.DueAt, restored.Alerts.ToDictionary(alert => alert.Alert.Labels)));
        }
    }

    public Task WriteAsync(IEnumerable<NotificationGroup> groups, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(groups.SelectMany(Changes), cancellationToken);

    IEnumerable<NpgsqlBatchCommand> Changes(NotificationGroup group)
    {
        var before = stored.GetValueOrDefault(group.Key);
        var id = group.Key.Id();
        if (group.IsEmpty)
        {
            if (before is not null)
            {
                yield return AlertSql.Command("delete from alert_groups where id = $1", id);
            }

            yield break;
        }

        var dueAt = group.DueAt == DateTimeOffset.MaxValue ? null : group.DueAt;
        if (before is null)
        {
            yield return AlertSql.Command(
                "insert into alert_groups (id, route, receiver, labels, last_sent_at, repeats, due_at) values ($1, $2, $3, $4, $5::timestamptz, $6, $7::timestamptz)",
                id, group.Key.Route, group.Key.Receiver, group.Key.Labels.ToJson(), group.LastSentAt, group.Repeats, dueAt);
        }
        else if (before.LastSentAt != group.LastSentAt || before.Repeats != group.Repeats || before.DueAt != dueAt)
        {
            yield return AlertSql.Command(
                "update alert_groups set last_sent_at = $2::timestamptz, repeats = $3, due_at = $4::timestamptz where id = $1",
                id, group.LastSentAt, group.Repeats, dueAt);
        }

        var gone = before?.Alerts.Keys.Except(group.Alerts.Select(alert => alert.Alert.Labels)).Select(labels => labels.Fingerprint()).ToArray() ?? [];
        if (gone.Length > 0)
        {
            yield return AlertSql.Command("delete from alert_group_members where group_id = $1 and fingerprint = any($2)", id, gone);
        }

        foreach (var alert in group.Alerts.Where(alert => !ReferenceEquals(before?.Alerts.GetValueOrDefault(alert.Alert.Labels), alert)))
        {
            yield return Upsert(id, alert);
        }
    }

    static NpgsqlBatchCommand Upsert(string groupId, GroupedAlert alert) => AlertSql.Command(
        """
        insert into alert_group_members
            (group_id, fingerprint, anomaly_id, labels, starts_at, seen_at, ended_at, is_told, told_at, firings, muted_kind, muted_by, look_again_at)
        values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8, $9::timestamptz, $10, $11::text, $12::text, $13::timestamptz)
        on conflict (group_id, fingerprint) do update set
            anomaly_id = excluded.anomaly_id, starts_at = excluded.starts_at, seen_at = excluded.seen_at, ended_at = excluded.ended_at,
            is_told = excluded.is_told, told_at = excluded.told_at, firings = excluded.firings, muted_kind = excluded.muted_kind,
            muted_by = excluded.muted_by, look_again_at = excluded.look_again_at
        """,
        groupId,
        alert.Alert.Labels.Fingerprint(),
        alert.Alert.AnomalyId,
        alert.Alert.Labels.ToJson(),
        alert.Alert.StartsAt,
        alert.SeenAt,
        alert.EndedAt,
        alert.IsTold,
        alert.ToldAt,
        alert.Firings.ToArray(),
        alert.MutedBy?.Kind.ToString(),
        alert.MutedBy?.By,
        alert.LookAgainAt);

    static GroupedAlert ReadMember(NpgsqlDataReader row) => new()
    {
        Alert = new Alert(row.GetInt64(1), row.ReadLabels(2), row.GetFieldValue<DateTimeOffset>(3)),
        SeenAt = row.GetFieldValue<DateTimeOffset>(4),
        EndedAt = row.ReadTime(5),
        IsTold = row.GetBoolean(6),
        ToldAt = row.ReadTime(7),
        Firings = row.GetFieldValue<DateTimeOffset[]>(8),
        MutedBy = row.IsDBNull(9) ? null : new MuteReason(Enum.Parse<MuteKind>(row.GetString(9)), row.GetString(10)),
        LookAgainAt = row.ReadTime(11),
        IsAcknowledged = row.GetBoolean(12),
    };

    sealed record StoredGroup(DateTimeOffset? LastSentAt, int Repeats, DateTimeOffset? DueAt, IReadOnlyDictionary<Labels, GroupedAlert> Alerts);
}
