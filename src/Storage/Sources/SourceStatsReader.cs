using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Storage.Sources;

/// <summary>How much a data source holds, and what did not fit into it.</summary>
public sealed class SourceStatsReader(NpgsqlDataSource database)
{
    /// <summary>Tables with more rows are not counted: Postgres' own estimate is a few percent off at most, and there at once.</summary>
    const int CountedRows = 100_000;

    const int ShownText = 2000;

    /// <summary>Of the logs: their counts are exact.</summary>
    public async Task<SourceSize> OfLogsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select (coalesce((select sum(count) from log_hour_totals), 0) + coalesce((select sum(count) from log_minute_deltas), 0))::bigint,
                (select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint from pg_partition_tree('log_entries'))
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new SourceSize(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <param name="schema">Ours: it is not checked here.</param>
    public async Task<SourceSize> OfTableAsync(string schema, string name, CancellationToken cancellationToken)
    {
        var table = $"{schema}.{Database.Quote(name)}";
        await using var estimate = database.CreateCommand(
            """
            select coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint, coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
            from pg_partition_tree(to_regclass($1)) part join pg_class c on c.oid = part.relid
            where part.isleaf
            having count(*) > 0
            """);
        estimate.Parameters.Add(new NpgsqlParameter { Value = table });
        long rows, bytes;
        await using (var reader = await estimate.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return new SourceSize(0, 0);
            }

            (rows, bytes) = (reader.GetInt64(0), reader.GetInt64(1));
        }

        if (rows > CountedRows)
        {
            return new SourceSize(rows, bytes);
        }

        await using var count = database.CreateCommand($"select count(*) from {table}");
        return new SourceSize((long)(await count.ExecuteScalarAsync(cancellationToken))!, bytes);
    }

    /// <summary>Rows in quarantine by data source.</summary>
    public async Task<IReadOnlyDictionary<string, long>> QuarantinedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select source, count(*) from quarantine group by source");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return counts;
    }

    /// <summary>The newest rows that did not fit.</summary>
    public async Task<IReadOnlyList<RefusedRow>> QuarantineAsync(string source, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"select insertion_date, error_columns, errors, left(raw, {ShownText}) from quarantine where source = $1 order by insertion_date desc, id desc limit $2");
        command.Parameters.Add(new NpgsqlParameter { Value = source });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<RefusedRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new RefusedRow(
                reader.GetFieldValue<DateTime>(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<string[]>(2), reader.GetString(3)));
        }

        return rows;
    }
}

public sealed record SourceSize(long Rows, long Bytes);

/// <param name="Columns">What each of the errors is about.</param>
/// <param name="Raw">As it was sent; a long one is cut.</param>
public sealed record RefusedRow(DateTime At, IReadOnlyList<string> Columns, IReadOnlyList<string> Errors, string Raw);
