using System.Runtime.CompilerServices;
using System.Text.Json;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Detection;

/// <summary>
/// The embedded shape's monitors as they were at the last save, all together: with them a start reads the minutes since the save and not
/// the whole window. (A grain keeps its snapshot in grain storage.)
/// </summary>
public sealed class MonitorSnapshots(NpgsqlDataSource database)
{
    /// <summary>Replaces what was saved before, in one transaction: there is always one whole set.</summary>
    public async Task SaveAsync(IReadOnlyList<(int SeriesId, MonitorSnapshot Snapshot)> snapshots, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var clear = new NpgsqlCommand("truncate monitor_snapshots", connection, transaction);
        await clear.ExecuteNonQueryAsync(cancellationToken);
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy monitor_snapshots (series_id, snapshot, saved_at) from stdin (format binary)", cancellationToken))
        {
            foreach (var (seriesId, snapshot) in snapshots)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(seriesId, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(JsonSerializer.Serialize(snapshot), NpgsqlDbType.Jsonb, cancellationToken);
                await copy.WriteAsync(snapshot.TakenAt, NpgsqlDbType.TimestampTz, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>What was saved at or after <paramref name="notBefore"/>.</summary>
    public async IAsyncEnumerable<(SeriesRef Series, MonitorSnapshot Snapshot)> LoadAsync(
        DateTimeOffset notBefore, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select m.series_id, s.service, s.severity, m.snapshot
            from monitor_snapshots m join series s on s.id = m.series_id
            where m.saved_at >= $1
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = notBefore });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var series = new SeriesRef(reader.GetInt32(0), new SeriesKey(reader.GetString(1), reader.GetString(2)));
            yield return (series, JsonSerializer.Deserialize<MonitorSnapshot>(reader.GetString(3))!);
        }
    }
}
