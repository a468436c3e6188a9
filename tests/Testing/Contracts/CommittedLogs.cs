using System.Globalization;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;
using Grainwatch.Storage.Detection;
using Npgsql;

namespace Grainwatch.Testing.Contracts;

/// <summary>Commits counts as ingest does, without the rows.</summary>
public sealed class CommittedLogs(NpgsqlDataSource database)
{
    public Task<SeriesRef> SeriesAsync(string service, string severity = "ERROR") =>
        new SeriesHistoryReader(database).ResolveAsync(new SeriesKey(service, severity), CancellationToken.None);

    /// <returns>What is to be handed to the engine, or not, when the hand-over is to be lost.</returns>
    public async Task<CommittedCounts> CommitAsync(params SeriesCounts[] series)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand(
            "insert into log_minute_deltas (series_id, minute, count) select * from unnest($1, $2, $3)", connection, transaction);
        var rows = series.SelectMany(one => one.Minutes.Select(minute => (one.Series.Id, minute.Minute.Start, (int)minute.Count))).ToArray();
        insert.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.Id)] });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. rows.Select(row => row.Start)] });
        insert.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.Item3)] });
        await insert.ExecuteNonQueryAsync();
        await using var id = new NpgsqlCommand("select pg_current_xact_id()::text", connection, transaction);
        var transactionId = ulong.Parse((string)(await id.ExecuteScalarAsync())!, CultureInfo.InvariantCulture);
        await transaction.CommitAsync();
        return new CommittedCounts(transactionId, series, ThresholdVersion: 0);
    }
}
