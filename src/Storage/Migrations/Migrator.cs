using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Storage.Migrations;

/// <summary>
/// Brings the database up to this program's schema: the embedded <c>NNNN_name.sql</c> files, in order, each once, forward only. Many
/// processes may start at once: an advisory lock lets one of them do it.
/// </summary>
/// <param name="further">Scripts that other assemblies bring for schemas of their own; they run after the program's.</param>
public sealed class Migrator(NpgsqlDataSource database, params IEnumerable<MigrationScripts> further)
{
    static readonly MigrationScripts Own = new(typeof(Migrator).Assembly, Database.Schema);

    /// <summary>The key of the advisory lock: "grainwat" in ASCII.</summary>
    const long Lock = 0x677261696e776174;

    /// <returns>The names of the migrations that were applied now.</returns>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({Lock})", cancellationToken);
        await ExecuteAsync(
            connection,
            """
            create schema if not exists grainwatch;
            create schema if not exists grainwatch_data;
            create schema if not exists grainwatch_partitions;
            create schema if not exists sources;
            create table if not exists grainwatch.migrations (name text primary key, applied_at timestamptz not null default now());
            """,
            cancellationToken);
        var applied = await AppliedAsync(connection, cancellationToken);
        List<string> now = [];
        foreach (var scripts in further.Prepend(Own))
        {
            await ExecuteAsync(
                connection, $"create schema if not exists {scripts.Schema}; set local search_path = {scripts.Schema}", cancellationToken);
            foreach (var script in scripts.Names)
            {
                var name = scripts == Own ? script : $"{scripts.Schema}/{script}";
                if (!applied.Contains(name))
                {
                    await ApplyAsync(connection, name, scripts.Read(script), cancellationToken);
                    now.Add(name);
                }
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return now;
    }

    static async Task ApplyAsync(NpgsqlConnection connection, string name, string sql, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, sql, cancellationToken);
        await using var record = new NpgsqlCommand("insert into grainwatch.migrations (name) values ($1)", connection);
        record.Parameters.Add(new NpgsqlParameter { Value = name });
        await record.ExecuteNonQueryAsync(cancellationToken);
    }

    static async Task<HashSet<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select name from grainwatch.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<string> names = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
