using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Pipes.Projects;

/// <summary>What earlier deployments made.</summary>
/// <param name="Views">Of the schema <c>sources</c>, with their columns.</param>
sealed record ExistingSchema(IReadOnlyDictionary<string, ExistingTable> Tables, IReadOnlyDictionary<string, IReadOnlyList<string>> Views)
{
    public static async Task<ExistingSchema> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var columns = await RowsAsync(
            connection,
            """
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull, c.relkind::text
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v')
            order by c.relname, a.attnum
            """,
            Database.DataSchema,
            cancellationToken);
        var views = await RowsAsync(
            connection,
            """
            select c.relname, a.attname, '', true, c.relkind::text
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = $1::regnamespace and c.relkind = 'v'
            order by c.relname, a.attnum
            """,
            Database.SourcesSchema,
            cancellationToken);
        var indexes = await RowsAsync(
            connection,
            $"""
            select t.relname, a.attname, right(x.relname, 4), true
            from pg_index i
            join pg_class t on t.oid = i.indrelid and t.relnamespace = $1::regnamespace
            join pg_class x on x.oid = i.indexrelid and right(x.relname, 4) in ('{SchemaPlanner.Key}', '{SchemaPlanner.Ttl}')
            cross join unnest(i.indkey) with ordinality k (number, place)
            join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
            order by t.relname, k.place
            """,
            Database.DataSchema,
            cancellationToken);
        var partitionColumns = await RowsAsync(
            connection,
            """
            select t.relname, a.attname, '', false
            from pg_partitioned_table p
            join pg_class t on t.oid = p.partrelid and t.relnamespace = $1::regnamespace
            join pg_attribute a on a.attrelid = t.oid and a.attnum = p.partattrs[0]
            """,
            Database.DataSchema,
            cancellationToken);
        return new ExistingSchema(
            columns.GroupBy(c => c.Relation).ToDictionary(g => g.Key, g => new ExistingTable(
                g.Key,
                [.. g.Select(c => c.Column)],
                partitionColumns.Find(p => p.Relation == g.Key).Column?.Name,
                Indexed(g.Key, SchemaPlanner.Key),
                Indexed(g.Key, SchemaPlanner.Ttl))),
            views.GroupBy(v => v.Relation).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(c => c.Column.Name)]));

        List<string> Indexed(string table, string index) => [.. indexes.Where(i => i.Relation == table && i.Column.Type == index).Select(i => i.Column.Name)];
    }

    static async Task<List<(string Relation, ExistingColumn Column)>> RowsAsync(
        NpgsqlConnection connection, string sql, string schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = schema });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string, ExistingColumn)> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetString(0), new ExistingColumn(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3))));
        }

        return rows;
    }
}
