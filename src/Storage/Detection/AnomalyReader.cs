using Grainwatch.Domain.Anomalies;
using Npgsql;

namespace Grainwatch.Storage.Detection;

/// <summary>Looks up anomalies.</summary>
public sealed class AnomalyReader(NpgsqlDataSource database)
{
    const string Columns =
        "a.id, s.service, s.severity, a.reason, a.first_minute, a.last_minute, a.observed, a.expected, a.peak, a.fired_at, a.rule, a.labels, a.details, a.tier, a.resolved_at";

    public async Task<Anomaly?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {Columns} from anomalies a join series s on s.id = a.series_id where a.id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    public async Task<long> CountOpenAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select count(*) from anomalies where resolved_at is null");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Anomaly>> ListAsync(AnomalyFilter filter, long? beforeId, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        List<string> conditions = ["true"];
        Add("a.id < {0}", beforeId);
        Add("s.service = {0}", filter.Service);
        Add("s.severity = {0}", filter.Severity);
        Add("a.reason = {0}", filter.Reason?.Name());
        Add("(a.resolved_at is null) = {0}", filter.IsOpen);
        // A minute lasts until the next: the last one still counts when the range begins within it.
        Add("a.last_minute > {0} - interval '1 minute'", filter.From);
        Add("a.first_minute <= {0}", filter.To);
        command.CommandText =
            $"select {Columns} from anomalies a join series s on s.id = a.series_id where {string.Join(" and ", conditions)} order by a.id desc limit {limit}";
        return await ReadAsync(command, cancellationToken);

        void Add(string condition, object? value)
        {
            if (value is not null)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
                conditions.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, $"${command.Parameters.Count}"));
            }
        }
    }

    static async Task<List<Anomaly>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Anomaly> anomalies = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            anomalies.Add(AnomalyRows.ReadAnomaly(reader, 0, AnomalyRows.ReadTimeOrNull(reader, 14)));
        }

        return anomalies;
    }
}

/// <summary>What is not set does not filter.</summary>
public sealed record AnomalyFilter
{
    public string? Service { get; init; }

    public string? Severity { get; init; }

    public AnomalyReason? Reason { get; init; }

    public bool? IsOpen { get; init; }

    /// <summary>Anomalies with a minute at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Anomalies with a minute that begins at or before this time.</summary>
    public DateTimeOffset? To { get; init; }
}
