using Grainwatch.Domain.Series;
using Npgsql;

namespace Grainwatch.Storage.Detection;

/// <summary>Lists series.</summary>
public sealed class SeriesReader(NpgsqlDataSource database)
{
    /// <summary>Series in the order in which they appeared, those after <paramref name="afterId"/>.</summary>
    /// <param name="service">Null for every one.</param>
    /// <param name="severity">Null for every one.</param>
    public async Task<IReadOnlyList<SeriesEntry>> ListAsync(
        string? service, string? severity, int afterId, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select id, service, severity, created_at,
                exists (select from anomalies a where a.series_id = s.id and a.resolved_at is null)
            from series s
            where id > $1 and ($2::text is null or service = $2) and ($3::text is null or severity = $3)
            order by id
            limit $4
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = afterId });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = service });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = severity });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Those with these ids.</summary>
    public async Task<IReadOnlyList<SeriesEntry>> ListAsync(int[] ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select id, service, severity, created_at, open.series_id is not null
            from series s
            left join (select distinct series_id from anomalies where resolved_at is null) open on open.series_id = s.id
            where id = any ($1)
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
                reader.GetBoolean(4)));
        }

        return entries;
    }
}

/// <param name="IsFiring">Whether an anomaly of the series is open.</param>
public sealed record SeriesEntry(SeriesRef Series, DateTimeOffset CreatedAt, bool IsFiring);
