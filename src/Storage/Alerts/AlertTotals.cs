using Npgsql;

namespace Grainwatch.Storage.Alerts;

/// <summary>How many alerts there are, and messages that did not arrive.</summary>
/// <param name="Firing">Open anomalies by reason.</param>
/// <param name="Outbox">Messages by receiver and state: pending or dead.</param>
public sealed record AlertTotals(
    IReadOnlyList<(string Reason, long Count)> Firing, IReadOnlyList<(string Receiver, string State, long Count)> Outbox)
{
    public static AlertTotals None { get; } = new([], []);

    public static async Task<AlertTotals> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken) => new(
        await database.QueryAsync(
            AlertSql.Command("select reason, count(*) from anomalies where resolved_at is null group by reason"),
            row => (row.GetString(0), row.GetInt64(1)),
            cancellationToken),
        await database.QueryAsync(
            AlertSql.Command(
                """
                select receiver, 'pending', count(*) from notifications where state = 'pending' group by receiver
                union all
                select receiver, 'dead', count(*) from notifications where state = 'dead' group by receiver
                """),
            row => (row.GetString(0), row.GetString(1), row.GetInt64(2)),
            cancellationToken));
}
