using Npgsql;

namespace Grainwatch.Storage.Tokens;

/// <summary>The static tokens in Postgres.</summary>
public sealed class TokenTable(NpgsqlDataSource database)
{
    const string Columns = "name, description, hint, scopes, project_scopes";

    public async Task<TokenRow?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken) =>
        (await ReadAsync($"select {Columns} from tokens where hash = $1", [hash], cancellationToken)).FirstOrDefault();

    public async Task<TokenRow?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await ReadAsync($"select {Columns} from tokens where name = $1", [name], cancellationToken)).FirstOrDefault();

    /// <returns>By name.</returns>
    public Task<IReadOnlyList<TokenRow>> ListAsync(CancellationToken cancellationToken) =>
        ReadAsync($"select {Columns} from tokens order by name", [], cancellationToken);

    /// <returns>False when there is one of that name.</returns>
    public async Task<bool> AddAsync(TokenRow token, byte[] hash, CancellationToken cancellationToken) => await ChangeAsync(
        "insert into tokens (name, description, hash, hint, scopes) values ($1, $2, $3, $4, $5) on conflict (name) do nothing",
        [token.Name, token.Description, hash, token.Hint, token.Scopes.ToArray()],
        cancellationToken) == 1;

    /// <returns>False when there is none of that name.</returns>
    public async Task<bool> SetScopesAsync(string name, IReadOnlyList<string> scopes, string? description, CancellationToken cancellationToken) =>
        await ChangeAsync(
            "update tokens set scopes = $2, description = coalesce($3, description) where name = $1",
            [name, scopes.ToArray(), (object?)description ?? DBNull.Value],
            cancellationToken) == 1;

    /// <returns>False when there is none of that name.</returns>
    public async Task<bool> SetTextAsync(string name, byte[] hash, string hint, CancellationToken cancellationToken) =>
        await ChangeAsync("update tokens set hash = $2, hint = $3 where name = $1", [name, hash, hint], cancellationToken) == 1;

    /// <returns>False when there is none of that name.</returns>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        await ChangeAsync("delete from tokens where name = $1", [name], cancellationToken) == 1;

    /// <summary>Makes the scopes that data projects ask for these and no others. A token that only a project asked for stays, with none.</summary>
    public async Task SetProjectScopesAsync(IReadOnlyDictionary<string, IReadOnlyList<string>> byName, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var clear = new NpgsqlCommand("update tokens set project_scopes = '{}' where not name = any ($1) and project_scopes <> '{}'", connection))
        {
            clear.Parameters.Add(new NpgsqlParameter { Value = byName.Keys.ToArray() });
            await clear.ExecuteNonQueryAsync(cancellationToken);
        }

        // In the order of names, so that two processes that start at once do not wait for each other in a circle.
        foreach (var (name, scopes) in byName.OrderBy(token => token.Key, StringComparer.Ordinal))
        {
            await using var set = new NpgsqlCommand(
                """
                insert into tokens (name, description, hint, scopes, project_scopes) values ($1, '', '', '{}', $2)
                on conflict (name) do update set project_scopes = excluded.project_scopes
                """,
                connection);
            set.Parameters.Add(new NpgsqlParameter { Value = name });
            set.Parameters.Add(new NpgsqlParameter { Value = scopes.ToArray() });
            await set.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    async Task<IReadOnlyList<TokenRow>> ReadAsync(string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<TokenRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new TokenRow(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4)));
        }

        return rows;
    }

    async Task<int> ChangeAsync(string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    NpgsqlCommand Command(string sql, object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
