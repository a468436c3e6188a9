using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Npgsql;

namespace Grainwatch.Storage.Detection;

/// <summary>Lists series.</summary>
public sealed class SeriesReader(NpgsqlDataSource database)
{
    /// <summary>Series in the order in which they appeared, those after <paramref name="afterId"/>.</summary>
    /// <param name="service">Null for every one.</param>
    /// <param name="severity">Null for every one.</param>
    /// <param name="state">Null for every one.</param>
    public async Task<IReadOnlyList<SeriesEntry>> ListAsync(
        string? service, string? severity, SeriesState? state, int afterId, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select s.id, s.service, s.severity, s.created_at, coalesce(n.state, 'ok')
            from series s left join series_states n on n.series_id = s.id
            where s.id > $1 and ($2::text is null or s.service = $2) and ($3::text is null or s.severity = $3) and ($5::text is null or coalesce(n.state, 'ok') = $5)
            order by s.id
            limit $4
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = afterId });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = service });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = severity });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = state?.Name() });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Those with these ids.</summary>
    public async Task<IReadOnlyList<SeriesEntry>> ListAsync(int[] ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select s.id, s.service, s.severity, s.created_at, coalesce(n.state, 'ok')
            from series s left join series_states n on n.series_id = s.id
            where s.id = any ($1)
            """);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = ids });
        return await ReadAsync(command, cancellationToken);
    }

    static async Task<IReadOnlyList<SeriesEntry>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<SeriesEntry> entries = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new SeriesEntry(
                new SeriesRef(reader.GetInt32(0), new SeriesKey(reader.GetString(1), reader.GetString(2))),
                reader.GetFieldValue<DateTimeOffset>(3),
                SeriesStateNames.ToState(reader.GetString(4)) ?? SeriesState.Ok));
        }

        return entries;
    }
}

public sealed record SeriesEntry(SeriesRef Series, DateTimeOffset CreatedAt, SeriesState State)
{
    /// <summary>Whether an anomaly of the series is open.</summary>
    public bool IsFiring => State is SeriesState.Firing or SeriesState.Recovering;
}
