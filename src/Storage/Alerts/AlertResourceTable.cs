using Npgsql;

namespace Grainwatch.Storage.Alerts;

/// <summary>Keeps resources, and tells the dispatch of every change by counting versions.</summary>
public sealed class AlertResourceTable(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<AlertResource>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, cancellationToken);
    }

    /// <summary>Grows with every change.</summary>
    public async Task<long> VersionAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync(AlertSql.Command("select version from alert_dispatch"), row => row.GetInt64(0), cancellationToken))[0];

    /// <summary>Replaces all resources by what <paramref name="change"/> makes of them; nobody else changes them meanwhile.</summary>
    /// <param name="change">May throw to leave everything as it is. Gives back the same list when nothing changes.</param>
    public async Task ChangeAsync(
        Func<IReadOnlyList<AlertResource>, IReadOnlyList<AlertResource>> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Also keeps the dispatch from reading half of it.
        await connection.ExecuteAsync([AlertSql.Command("select from alert_dispatch for update")], cancellationToken);
        var before = await ReadAsync(connection, cancellationToken);
        var after = change(before);
        if (ReferenceEquals(before, after))
        {
            return;
        }

        await connection.ExecuteAsync(
            [
                AlertSql.Command("delete from alert_resources"),
                .. after.Select(resource => AlertSql.Command(
                    "insert into alert_resources (kind, name, spec, file, updated_at) values ($1, $2, $3, $4::text, $5)",
                    resource.Kind,
                    resource.Name,
                    new JsonText(resource.Spec),
                    resource.File,
                    resource.UpdatedAt)),
                AlertSql.Command("update alert_dispatch set version = version + 1"),
            ],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    internal static async Task<IReadOnlyList<AlertResource>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.QueryAsync(
            AlertSql.Command("select kind, name, spec, file, updated_at from alert_resources order by kind, name"),
            row => new AlertResource(
                row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)),
            cancellationToken);
}
