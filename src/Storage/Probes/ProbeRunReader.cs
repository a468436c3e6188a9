using Npgsql;

namespace Grainwatch.Storage.Probes;

/// <summary>Sums up the runs of probes by slices of time.</summary>
public sealed class ProbeRunReader(NpgsqlDataSource database)
{
    /// <summary>Of one probe, or of all.</summary>
    /// <param name="slice">Slices begin at multiples of it.</param>
    public async Task<IReadOnlyList<ProbeSlice>> ReadAsync(
        string? probe, DateTimeOffset from, DateTimeOffset to, TimeSpan slice, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select api_name, date_bin($4, timestamp, timestamptz '2000-01-01 00:00:00+00'), count(*), count(*) filter (where success = 0),
                percentile_disc(array[0.5, 0.95, 0.99]) within group (order by response_time_ms) filter (where success = 1), max(anomaly_score)
            from sources.{ProbeResults.Source}
            where ($1::text is null or api_name = $1) and timestamp >= $2 and timestamp < $3
            group by 1, 2
            """);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = probe });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = to });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = slice });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ProbeSlice> slices = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            slices.Add(new ProbeSlice(
                reader.GetString(0),
                reader.GetFieldValue<DateTimeOffset>(1),
                reader.GetInt64(2),
                reader.GetInt64(3),
                reader.IsDBNull(4) ? [null, null, null] : reader.GetFieldValue<double?[]>(4),
                reader.IsDBNull(5) ? null : reader.GetDouble(5)));
        }

        return slices;
    }
}

/// <param name="Percentiles">Of the response times in milliseconds: the 50th, 95th and 99th.</param>
/// <param name="Score">The highest of the isolation forest.</param>
public sealed record ProbeSlice(string Probe, DateTimeOffset Start, long Runs, long Failed, IReadOnlyList<double?> Percentiles, double? Score);
