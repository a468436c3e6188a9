using Grainwatch.Storage.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Pipes.Execution;

/// <summary>The role that queries run as. It can read the views of <c>sources</c>, and nothing else.</summary>
public sealed partial class ReaderRole(NpgsqlDataSource database, QueryConnections connections, ILogger<ReaderRole> logger)
{
    internal const string Name = "grainwatch_reader";

    /// <summary>The key of the advisory lock under which rights change: "reader" in ASCII. Postgres refuses two that grant the same at once.</summary>
    internal const long Lock = 0x726561646572;

    /// <summary>Another database of the same server may be making the role at the same moment.</summary>
    internal static string CreateSql(string name) =>
        $"""
        do $$ begin
            if not exists (select from pg_roles where rolname = '{name}') then
                create role {name} nologin;
            end if;
        exception when duplicate_object or unique_violation then null;
        end $$;
        grant {name} to current_user;
        """;

    internal const string Grant =
        $"""
        grant usage on schema {Database.SourcesSchema} to {Name};
        grant select on all tables in schema {Database.SourcesSchema} to {Name};
        """;

    /// <summary>To be called when views were made. Where the login may not do this, queries run as the login: read-only, and guarded.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await CanSetAsync(cancellationToken))
            {
                await ExecuteAsync(CreateSql(Name), cancellationToken);
            }

            await ExecuteAsync(Grant, cancellationToken);
            connections.Role = Name;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            LogNoRole(logger, Name, e.MessageText);
        }
    }

    async Task<bool> CanSetAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select exists (select from pg_roles where rolname = $1 and pg_has_role(current_user, oid, 'member'))");
        command.Parameters.Add(new NpgsqlParameter { Value = Name });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select pg_advisory_xact_lock({Lock}); {sql}");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Queries run as the login itself, read-only: it may not use a role of its own for them ({Reason}). Have the owner of the server run: create role {Role} nologin; grant {Role} to the login with admin option")]
    static partial void LogNoRole(ILogger logger, string role, string reason);
}
