using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Processes;

/// <summary>What every process says it is doing.</summary>
public sealed class ProcessStatsTable(NpgsqlDataSource database)
{
    public async Task WriteAsync(string process, DateTimeOffset at, string stats, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "insert into process_stats (process, at, stats) values ($1, $2, $3) on conflict (process) do update set at = excluded.at, stats = excluded.stats");
        command.Parameters.Add(new NpgsqlParameter { Value = process });
        command.Parameters.Add(new NpgsqlParameter { Value = at });
        command.Parameters.Add(new NpgsqlParameter { Value = stats, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Those that have said something since then, by name.</summary>
    public async Task<IReadOnlyList<(string Process, DateTimeOffset At, string Stats)>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select process, at, stats::text from process_stats where at > $1 order by process");
        command.Parameters.Add(new NpgsqlParameter { Value = since });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string, DateTimeOffset, string)> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2)));
        }

        return found;
    }

    /// <summary>When a process ends in order; one that was killed is forgotten later.</summary>
    public async Task RemoveAsync(string process, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from process_stats where process = $1 or at < $2");
        command.Parameters.Add(new NpgsqlParameter { Value = process });
        command.Parameters.Add(new NpgsqlParameter { Value = before });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
