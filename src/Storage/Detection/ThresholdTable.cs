using Grainwatch.Domain.Thresholds;
using Npgsql;

namespace Grainwatch.Storage.Detection;

/// <summary>Thresholds in <c>log_anomaly_thresholds</c>, which are only ever appended.</summary>
public sealed class ThresholdTable(NpgsqlDataSource database) : IThresholdSource
{
    /// <summary>What Postgres notifies on when the thresholds change.</summary>
    public const string Channel = "grainwatch_thresholds";

    public async Task<(long Version, IReadOnlyList<Threshold> Thresholds)> LoadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select distinct on (service, severity)
                service, severity, threshold_per_minute, active <> 0, updated_at, arrival, (select max(arrival) from log_anomaly_thresholds)
            from log_anomaly_thresholds
            order by service, severity, updated_at desc, arrival desc
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Threshold> thresholds = [];
        var version = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            thresholds.Add(new Threshold(
                reader.GetString(0), reader.GetString(1), reader.GetDouble(2), reader.GetBoolean(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetInt64(5)));
            version = reader.GetInt64(6);
        }

        return (version, thresholds);
    }

    /// <summary>
    /// Appends a threshold, or with <paramref name="active"/> false the end of one. It is the pair's newest even where a row with a later
    /// time was posted before.
    /// </summary>
    public async Task AppendAsync(
        string service, string severity, double perMinute, bool active, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            insert into log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at)
            select $1, $2, $3, $4, greatest(date_trunc('second', $5), max(updated_at))
            from log_anomaly_thresholds
            where service = $1 and severity = $2
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = service });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = severity });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = perMinute });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)(active ? 1 : 0) });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
