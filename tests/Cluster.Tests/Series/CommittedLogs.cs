using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;
using Npgsql;

namespace Grainwatch.Cluster.Tests.Series;

/// <summary>Commits counts as ingest does.</summary>
static class CommittedLogs
{
    /// <returns>What is then handed to the monitors.</returns>
    public static async Task<CommittedCounts> CommitAsync(
        this NpgsqlDataSource database, SeriesRef series, long thresholdVersion, params MinuteCount[] minutes)
    {
        await using var command = database.CreateCommand(
            """
            with added as (
                insert into log_minute_deltas (series_id, minute, count) select $1, m, c from unnest($2, $3) as t (m, c)
            )
            select pg_current_xact_id()::text
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = series.Id });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. minutes.Select(count => count.Minute.Start)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. minutes.Select(count => (int)count.Count)] });
        var transaction = ulong.Parse((string)(await command.ExecuteScalarAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        return new CommittedCounts(transaction, [new SeriesCounts(series, minutes)], thresholdVersion);
    }
}
