using Grainwatch.Pipes.Results;
using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Pipes.Catalogue;

/// <summary>Reads from Postgres what queries may see there.</summary>
sealed class CatalogueReader(NpgsqlConnection connection)
{
    public async Task<IReadOnlyDictionary<string, Relation>> RelationsAsync(
        IReadOnlyDictionary<string, DataSource> sources, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.relname, c.oid, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = $1::regnamespace
            order by c.relname, a.attnum
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Database.SourcesSchema });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string Relation, uint Oid, RelationColumn Column)> columns = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var (relation, column) = (reader.GetString(0), reader.GetString(2));
            var declared = sources.GetValueOrDefault(relation)?.Columns.FirstOrDefault(c => c.Name == column);
            var type = declared is null ? ResultType.OfPostgres(reader.GetString(4)) : ResultType.Of(declared.Type);
            columns.Add((relation, reader.GetFieldValue<uint>(1), new RelationColumn(column, reader.GetInt16(3), type)));
        }

        return columns.GroupBy(c => (c.Relation, c.Oid))
            .Select(g => new Relation(g.Key.Relation, g.Key.Oid, [.. g.Select(c => c.Column)]))
            .ToDictionary(r => r.Name, StringComparer.Ordinal);
    }

    public async Task<IReadOnlySet<string>> SchemasAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select nspname from pg_namespace", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<string> names = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
