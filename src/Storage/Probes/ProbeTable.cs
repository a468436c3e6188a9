using Npgsql;

namespace Grainwatch.Storage.Probes;

/// <summary>The definitions of probes in <c>probes</c>. A change is seen by its revision.</summary>
public sealed class ProbeTable(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The key of the advisory lock under which definitions change, so that what depends on what can be checked: "probes" in ASCII.</summary>
    const long Lock = 0x70726f626573;

    const string Upsert =
        """
        insert into probes (name, definition, file, paused, created_at, updated_at)
        values ($1, $2::jsonb, $3, coalesce(($2::jsonb ->> 'paused')::boolean, false), $4, $4)
        on conflict (name) do update set
            definition = excluded.definition,
            file = excluded.file,
            -- Someone may have paused it since: that stays unless the definition itself now says otherwise.
            paused = case when probes.definition -> 'paused' is distinct from excluded.definition -> 'paused' then excluded.paused else probes.paused end,
            revision = probes.revision + 1,
            updated_at = excluded.updated_at
        where (probes.definition, probes.file) is distinct from (excluded.definition, excluded.file)
        """;

    /// <summary>A text that changes with every change of any probe.</summary>
    public async Task<string> FingerprintAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select coalesce(md5(string_agg(name || ':' || revision || ':' || paused || ':' || created_at, ',' order by name)), '') from probes");
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>All probes by name.</summary>
    public async Task<IReadOnlyList<StoredProbe>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select p.name, p.definition::text, p.file, p.paused, p.revision, p.updated_at, h.key
            from probes p left join probe_heartbeats h on h.probe = p.name
            order by p.name
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StoredProbe> probes = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            probes.Add(new StoredProbe(
                reader.GetString(0),
                reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetBoolean(3),
                reader.GetInt64(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        return probes;
    }

    /// <summary>Changes definitions while nobody else does. <paramref name="change"/> may throw, and then nothing has changed.</summary>
    public async Task ChangeAsync(Func<ProbeChange, Task> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        ProbeChange changing = new(connection, time.GetUtcNow(), cancellationToken);
        await changing.ExecuteAsync($"select pg_advisory_xact_lock({Lock})");
        await change(changing);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <returns>Whether there is such a probe.</returns>
    public async Task<bool> PauseAsync(string name, bool paused, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update probes set paused = $2, updated_at = $3 where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = paused });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>What one transaction does to the definitions.</summary>
    public sealed class ProbeChange
    {
        readonly NpgsqlConnection connection;
        readonly DateTimeOffset now;
        readonly CancellationToken cancellationToken;

        internal ProbeChange(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
        {
            this.connection = connection;
            this.now = now;
            this.cancellationToken = cancellationToken;
        }

        /// <summary>What is defined now.</summary>
        public async Task<IReadOnlyList<StoredProbe>> LoadAsync()
        {
            await using NpgsqlCommand command = new("select name, definition::text, file, paused, revision, updated_at from probes order by name", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            List<StoredProbe> probes = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                probes.Add(new StoredProbe(
                    reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetBoolean(3),
                    reader.GetInt64(4), reader.GetFieldValue<DateTimeOffset>(5)));
            }

            return probes;
        }

        /// <param name="heartbeatKey">For a heartbeat, the key that it gets if it has none yet.</param>
        public async Task PutAsync(string name, string definition, string? file, string? heartbeatKey)
        {
            await ExecuteAsync(Upsert, name, definition, file, now);
            await (heartbeatKey is null
                ? ExecuteAsync("delete from probe_heartbeats where probe = $1", name)
                : ExecuteAsync(
                    "insert into probe_heartbeats (probe, key, at) values ($1, $2, $3) on conflict (probe) do nothing", name, heartbeatKey, now));
        }

        public Task DeleteAsync(string name) => ExecuteAsync("delete from probes where name = $1", name);

        internal async Task ExecuteAsync(string sql, params object?[] arguments)
        {
            await using NpgsqlCommand command = new(sql, connection);
            foreach (var argument in arguments)
            {
                command.Parameters.Add(argument is null
                    ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
                    : new NpgsqlParameter { Value = argument });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
