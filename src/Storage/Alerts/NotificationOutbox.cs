using System.Text.Json;
using Grainwatch.Domain.Alerts.Delivery;
using Npgsql;

namespace Grainwatch.Storage.Alerts;

/// <summary>Messages on their way. A message is leased for an attempt: if its process dies, the lease ends and another one tries.</summary>
public sealed class NotificationOutbox(NpgsqlDataSource database)
{
    /// <summary>The receivers that have something due.</summary>
    public async Task<IReadOnlyList<string>> DueReceiversAsync(DateTimeOffset now, CancellationToken cancellationToken) => await database.QueryAsync(
        AlertSql.Command(
            """
            select distinct receiver from notifications
            where state = 'pending' and due_at <= $1 and (leased_until is null or leased_until <= $1)
            """,
            now),
        row => row.GetString(0),
        cancellationToken);

    /// <summary>
    /// Takes the oldest messages of a receiver for one attempt each, of every group the first that has not come to an end: what has
    /// resolved must not arrive before what has fired.
    /// </summary>
    public async Task<IReadOnlyList<LeasedMessage>> LeaseAsync(
        string receiver, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) => await database.QueryAsync(
        AlertSql.Command(
            """
            with due as (
                select n.id from notifications n
                where n.receiver = $1 and n.state = 'pending' and n.due_at <= $3 and (n.leased_until is null or n.leased_until <= $3)
                    and not exists (
                        select from notifications b where b.state = 'pending' and b.group_id = n.group_id and b.number < n.number)
                order by n.number limit $2
                for update skip locked
            )
            update notifications n set leased_until = $4, attempts = n.attempts + 1 from due where n.id = due.id
            returning n.message, n.attempts
            """,
            receiver,
            limit,
            now,
            until),
        row => new LeasedMessage(JsonSerializer.Deserialize<AlertMessage>(row.GetString(0), AlertSql.Json)!, row.GetInt32(1), until),
        cancellationToken);

    /// <summary>Writes down how an attempt ended. Does nothing when the lease is no longer the caller's.</summary>
    public async Task RecordAsync(LeasedMessage leased, DeliveryRecord record, CancellationToken cancellationToken)
    {
        var state = record.Problem is null ? "delivered" : record.RetryAt is null ? "dead" : "pending";
        await database.ExecuteAsync(
            AlertSql.Command(
                """
                with attempt as (
                    insert into notification_attempts (notification_id, at, milliseconds, problem, detail) values ($1, $3, $4, $5::text, $6)
                )
                update notifications set
                    state = $7, due_at = coalesce($8::timestamptz, due_at), leased_until = null,
                    finished_at = case when $7 <> 'pending' then $3 + make_interval(secs => $4 / 1000.0) end
                where id = $1 and state = 'pending' and leased_until = $2
                """,
                leased.Message.Id,
                leased.Until,
                record.At,
                (int)record.Took.TotalMilliseconds,
                record.Problem,
                record.Detail,
                state,
                record.RetryAt),
            cancellationToken);
    }

    /// <summary>Gives a message back whose attempt was cut off by the end of the process, so that nobody waits for the end of its lease.</summary>
    public Task ReleaseAsync(LeasedMessage leased, CancellationToken cancellationToken) => database.ExecuteAsync(
        AlertSql.Command(
            "update notifications set leased_until = null, attempts = attempts - 1 where id = $1 and state = 'pending' and leased_until = $2",
            leased.Message.Id,
            leased.Until),
        cancellationToken);

    /// <summary>Gives a dead message a new life. </summary>
    /// <returns>Whether it was dead.</returns>
    public async Task<bool> ReviveAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            AlertSql.Command(
                "update notifications set state = 'pending', attempts = 0, due_at = $2, finished_at = null where id = $1 and state = 'dead'", id, now),
            cancellationToken) > 0;

    /// <summary>Forgets messages that came to an end before a time, and what was noted of silences then.</summary>
    public async Task ForgetBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(AlertSql.Command("delete from notifications where created_at < $1 and state <> 'pending'", time), cancellationToken);
        await database.ExecuteAsync(AlertSql.Command("delete from alert_suppressions where at < $1", time), cancellationToken);
        await database.ExecuteAsync(AlertSql.Command("delete from alert_silences where ends_at < $1", time), cancellationToken);
    }
}

/// <param name="Attempt">The first is 1.</param>
/// <param name="Until">When the lease ends; it also tells one lease of a message from the next.</param>
public sealed record LeasedMessage(AlertMessage Message, int Attempt, DateTimeOffset Until);

/// <param name="Problem">Null when it was delivered.</param>
/// <param name="RetryAt">When to try again; null for never.</param>
public sealed record DeliveryRecord(DateTimeOffset At, TimeSpan Took, string? Problem, string Detail, DateTimeOffset? RetryAt);
