using Npgsql;

namespace Grainwatch.Storage.Probes;

/// <summary>The last call of each heartbeat, in <c>probe_heartbeats</c>.</summary>
public sealed class HeartbeatTable(NpgsqlDataSource database, TimeProvider time)
{
    /// <returns>The probe that the key is of, or null.</returns>
    public async Task<string?> CallAsync(string key, bool failed, string message, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update probe_heartbeats set at = $2, failed = $3, message = $4 where key = $1 returning probe");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = failed });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>The last call, or the making of the probe when there was none yet.</summary>
    public async Task<(DateTimeOffset At, bool Failed, string Message)?> LastAsync(string probe, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select at, failed, message from probe_heartbeats where probe = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = probe });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetFieldValue<DateTimeOffset>(0), reader.GetBoolean(1), reader.GetString(2))
            : null;
    }
}
