using Npgsql;

namespace Grainwatch.Storage.Probes;

/// <summary>Reads what probes found, from the data source <c>api_metrics</c>.</summary>
public sealed class ProbeResults(NpgsqlDataSource database)
{
    /// <summary>The data source that results go to.</summary>
    public const string Source = "api_metrics";

    /// <summary>Whether the data source is there: it comes with the data project, and without it nothing can be kept.</summary>
    public async Task<bool> ExistAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select to_regclass('sources.{Source}') is not null");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The last response times of good runs, oldest first.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, TimeSpan Took)>> HistoryAsync(string probe, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select timestamp, response_time_ms from sources.{Source}
            where api_name = $1 and success = 1 and response_time_ms is not null
            order by timestamp desc
            limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = probe });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(DateTimeOffset, TimeSpan)> history = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            history.Add((reader.GetFieldValue<DateTimeOffset>(0), TimeSpan.FromMilliseconds(reader.GetDouble(1))));
        }

        history.Reverse();
        return history;
    }

    /// <summary>Whether the newest run of one of these probes, not older than <paramref name="since"/>, failed.</summary>
    public async Task<bool> AnyFailsAsync(IReadOnlyList<string> probes, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select exists (
                select from unnest($1) as p (name)
                cross join lateral (
                    select success from sources.{Source} where api_name = p.name and timestamp >= $2 order by timestamp desc limit 1) newest
                where newest.success = 0)
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. probes] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The newest run of each probe that has one.</summary>
    public async Task<IReadOnlyDictionary<string, LatestRun>> LatestAsync(IReadOnlyList<string> probes, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select p.name, r.timestamp, r.state, r.success = 1, r.status_code, r.response_time_ms, r.failure, r.error_message, r.certificate_ends, r.anomaly_tier
            from unnest($1) as p (name)
            cross join lateral (select * from sources.{Source} where api_name = p.name order by timestamp desc limit 1) r
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. probes] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, LatestRun> latest = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            latest[reader.GetString(0)] = new LatestRun(
                reader.GetFieldValue<DateTimeOffset>(1),
                reader.GetString(2),
                reader.GetBoolean(3),
                reader.IsDBNull(4) ? null : reader.GetInt32(4),
                reader.IsDBNull(5) ? null : reader.GetDouble(5),
                reader.GetString(6),
                reader.GetString(7),
                reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
                reader.GetString(9));
        }

        return latest;
    }

    /// <summary>How many runs there were from <paramref name="since"/> on, how many were good, and how long the good ones took in the middle.</summary>
    public async Task<IReadOnlyDictionary<string, RunSummary>> SummariesAsync(
        IReadOnlyList<string> probes, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select p.name, r.runs, r.good, r.median
            from unnest($1) as p (name)
            cross join lateral (
                select count(*) as runs, count(*) filter (where success = 1) as good,
                    percentile_disc(0.5) within group (order by response_time_ms) filter (where success = 1) as median
                from sources.{Source} where api_name = p.name and timestamp >= $2) r
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. probes] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, RunSummary> summaries = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            summaries[reader.GetString(0)] = new RunSummary(reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetDouble(3));
        }

        return summaries;
    }
}

/// <param name="State">What the probe was held to be after this run: up, down, unknown, unreachable.</param>
/// <param name="Tier">How unusually slow it was: medium, high, critical, or empty.</param>
public sealed record LatestRun(
    DateTimeOffset At, string State, bool Succeeded, int? Status, double? ResponseMs, string Failure, string Message, DateTimeOffset? CertificateEnds,
    string Tier);

public sealed record RunSummary(long Runs, long Good, double? MedianMs)
{
    /// <summary>Good runs in percent; null without runs.</summary>
    public double? Uptime => Runs == 0 ? null : 100.0 * Good / Runs;
}
