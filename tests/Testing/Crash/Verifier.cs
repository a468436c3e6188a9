using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Testing.Crash;

/// <summary>Compares what a load was promised with what Postgres holds.</summary>
public sealed class Verifier(string connectionString)
{
    /// <returns>One sentence for each promise that was broken.</returns>
    public async Task<IReadOnlyList<string>> FindBrokenPromisesAsync(AcknowledgedLoad load, CancellationToken cancellationToken)
    {
        List<string> broken = [.. load.Unexpected.Distinct().Select(answer => $"A client was answered {answer}.")];
        await using var database = Database.Open(connectionString);
        var stored = await StoredAsync(database, cancellationToken);
        broken.AddRange(load.Acknowledged
            .Where(id => stored.GetValueOrDefault(id) != 1)
            .Select(id => $"Log {id} was acknowledged and is stored {stored.GetValueOrDefault(id)} times."));
        broken.AddRange(load.Unknown
            .Where(id => stored.GetValueOrDefault(id) > 1)
            .Select(id => $"Log {id} was sent once and is stored {stored[id]} times."));
        broken.AddRange(stored.Keys
            .Except(load.Acknowledged).Except(load.Unknown)
            .Select(id => $"Log {id} is stored and was never sent to the end."));
        await AddAsync(
            broken, database,
            """
            select format('%s logs are stored and %s are counted.', logs, counted)
            from (select (select count(*) from sources.system_logs) as logs, (select coalesce(sum(count), 0) from sources.log_minutes) as counted) sums
            where logs <> counted
            """,
            cancellationToken);
        await AddAsync(
            broken, database,
            """
            select format('%s: open %s times.', series_id, count(*))
            from grainwatch.anomalies where resolved_at is null group by series_id, reason having count(*) > 1
            """,
            cancellationToken);
        await AddAsync(
            broken, database,
            """
            select format('Minute %s of series %s lies in two anomalies, %s and %s.', b.first_minute, a.series_id, a.id, b.id)
            from grainwatch.anomalies a join grainwatch.anomalies b
                on a.series_id = b.series_id and a.reason = b.reason and a.id < b.id
                and a.first_minute <= b.last_minute and b.first_minute <= a.last_minute
            """,
            cancellationToken);
        return broken;
    }

    /// <returns>One sentence for each minute over the threshold that no anomaly covers.</returns>
    public async Task<IReadOnlyList<string>> FindMissedBreachesAsync(CancellationToken cancellationToken)
    {
        List<string> missed = [];
        await using var database = Database.Open(connectionString);
        await AddAsync(
            missed, database,
            $"""
            select format('Series %s had %s logs in minute %s, and no anomaly.', series_id, logs, minute)
            from (select series_id, minute, sum(count) as logs from sources.log_minutes group by series_id, minute) minutes
            where logs > {AcknowledgedLoad.Threshold} and not exists (
                select from grainwatch.anomalies a
                where a.series_id = minutes.series_id and minutes.minute between a.first_minute and a.last_minute)
            """,
            cancellationToken);
        return missed;
    }

    static async Task<Dictionary<string, int>> StoredAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select message, count(*)::int from sources.system_logs where server_id = 'crash' group by message");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, int> stored = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            stored[reader.GetString(0)] = reader.GetInt32(1);
        }

        return stored;
    }

    static async Task AddAsync(List<string> sentences, NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            sentences.Add(reader.GetString(0));
        }
    }
}
