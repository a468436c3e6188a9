using System.Collections.Concurrent;
using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Storage.Maintenance;

/// <summary>
/// Makes the partitions of the data sources that have them, by a column of time. Postgres knows which those are: a table keeps the form
/// that it was made in.
/// </summary>
public sealed class TablePartitions(NpgsqlDataSource database, TimeProvider time)
{
    readonly ConcurrentDictionary<(string Schema, string Table), Layout?> layouts = [];
    readonly SemaphoreSlim changing = new(1);

    /// <summary>What follows CREATE TABLE ... ( ... ) to make a table whose partitions this class makes.</summary>
    /// <param name="table">Qualified and quoted, as the column is.</param>
    public static string Clause(string table, string column, PartitionSpan span) =>
        $"partition by range ({column}); comment on table {table} is '{Spoken(span)}'";

    /// <summary>Reads what there is again at the next need: a partition that was known is gone.</summary>
    public void Forget() => layouts.Clear();

    /// <summary>Drops the partitions that hold nothing but rows from before <paramref name="before"/>.</summary>
    /// <param name="column">What the age goes by: other partitions than those by this column stay.</param>
    /// <returns>The names of those that are gone. One that is in use stays until the next time.</returns>
    public async Task<IReadOnlyList<string>> DropAsync(string table, string column, DateTimeOffset before, CancellationToken cancellationToken)
    {
        List<string> dropped = [];
        if (await ReadAsync((Database.DataSchema, table), cancellationToken) is not { } layout || layout.Column != column)
        {
            return dropped;
        }

        var firstKept = DateOnly.FromDateTime(before.UtcDateTime);
        foreach (var partition in layout.Partitions.Where(partition => partition.To <= firstKept))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var name = partition.NameFor(table);
            await using var drop = new NpgsqlCommand($"set local lock_timeout = '2s'; drop table if exists {Qualified((Database.PartitionsSchema, name))}", connection);
            try
            {
                await drop.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                dropped.Add(name);
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                break;
            }
        }

        return dropped;
    }

    internal async ValueTask EnsureAsync(IReadOnlyList<IngestRequest> requests, CancellationToken cancellationToken)
    {
        foreach (var rows in requests.SelectMany(request => request.Tables))
        {
            var key = (rows.Target.Schema, rows.Target.Table);
            if (!layouts.TryGetValue(key, out var layout))
            {
                layouts[key] = layout = await ReadAsync(key, cancellationToken);
            }

            if (layout is not null)
            {
                var days = rows.Days(rows.Target.Columns.Index().First(column => column.Item == layout.Column).Index, layout.IsDate);
                if (!days.All(layout.Has))
                {
                    await CreateAsync(key, days, cancellationToken);
                }
            }
        }
    }

    async Task CreateAsync((string Schema, string Table) key, IReadOnlySet<DateOnly> days, CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Until the end nobody else adds a partition or a column; rows come and go meanwhile.
            await ExecuteAsync(connection, $"lock table only {Qualified(key)} in share update exclusive mode", cancellationToken);
            if (await ReadAsync(connection, key, cancellationToken) is not { } layout)
            {
                return;
            }

            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            foreach (var day in days.Order())
            {
                if (!layout.Has(day))
                {
                    var partition = TimePartition.For(day, today, layout.Partitions, layout.Finest);
                    await ExecuteAsync(connection, partition.CreateSql(Qualified(key), Qualified((Database.PartitionsSchema, partition.NameFor(key.Table)))), cancellationToken);
                    layout = layout with { Partitions = [.. layout.Partitions, partition] };
                }
            }

            await transaction.CommitAsync(cancellationToken);
            layouts[key] = layout;
        }
        finally
        {
            changing.Release();
        }
    }

    async Task<Layout?> ReadAsync((string Schema, string Table) key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, key, cancellationToken);
    }

    static async Task<Layout?> ReadAsync(NpgsqlConnection connection, (string Schema, string Table) key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select a.attname, a.atttypid = 'date'::regtype, obj_description(p.partrelid, 'pg_class'),
                array(select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = p.partrelid)
            from pg_partitioned_table p join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
            where p.partrelid = to_regclass($1)
            """,
            connection);
        command.Parameters.Add(new() { Value = Qualified(key) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(2) && SpanOf(reader.GetString(2)) is { } finest
            ? new Layout(
                reader.GetString(0),
                reader.GetBoolean(1),
                finest,
                [.. reader.GetFieldValue<string[]>(3).Select(name => TimePartition.TryParse(key.Table, name)).OfType<TimePartition>()])
            : null;
    }

    static PartitionSpan? SpanOf(string comment) =>
        Enum.GetValues<PartitionSpan>().Where(span => Spoken(span) == comment).Cast<PartitionSpan?>().FirstOrDefault();

    static string Spoken(PartitionSpan span) => $"Partitions span a {span.ToString().ToLowerInvariant()} or more.";

    static string Qualified((string Schema, string Table) key) => $"{Database.Quote(key.Schema)}.{Database.Quote(key.Table)}";

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    sealed record Layout(string Column, bool IsDate, PartitionSpan Finest, IReadOnlyList<TimePartition> Partitions)
    {
        public bool Has(DateOnly day) => Partitions.Any(partition => partition.Covers(day));
    }
}
