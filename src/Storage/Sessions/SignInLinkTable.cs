using Npgsql;

namespace Grainwatch.Storage.Sessions;

/// <summary>Links that sign somebody in once, whichever process they are shown to.</summary>
public sealed class SignInLinkTable(NpgsqlDataSource database)
{
    const string FirstLink = "first_sign_in_link";

    public async Task AddAsync(byte[] hash, byte[] sealedToken, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "with gone as (delete from sign_in_links where expires_at < now()) insert into sign_in_links (hash, sealed, expires_at) values ($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter { Value = hash });
        command.Parameters.Add(new NpgsqlParameter { Value = sealedToken });
        command.Parameters.Add(new NpgsqlParameter { Value = expires });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>The sealed token; null when the link was used, has expired, or never was.</returns>
    public async Task<byte[]?> TakeAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from sign_in_links where hash = $1 and expires_at > $2 returning sealed");
        command.Parameters.Add(new NpgsqlParameter { Value = hash });
        command.Parameters.Add(new NpgsqlParameter { Value = now });
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <returns>True for the first process that asks, ever.</returns>
    public async Task<bool> ClaimFirstAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"insert into state (name, value) values ('{FirstLink}', 'true') on conflict (name) do nothing");
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
