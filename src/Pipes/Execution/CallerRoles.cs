using System.Security.Cryptography;
using System.Text;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Projects;
using Grainwatch.Storage.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Pipes.Execution;

/// <summary>
/// Roles for SQL of callers who may not read everything: one for each set of relations, made when it is first needed. Whoever gets past the
/// guard finds Postgres itself in the way.
/// </summary>
public sealed partial class CallerRoles(NpgsqlDataSource database, QueryConnections connections, ILogger<CallerRoles> logger)
{
    readonly SemaphoreSlim making = new(1);
    (CatalogueSnapshot? Catalogue, Dictionary<string, string?> Roles) known = (null, []);

    /// <returns>Null where the login may not make roles: then the readers' usual one has to do, and the guard.</returns>
    public async Task<string?> FindAsync(CatalogueSnapshot catalogue, Func<string, bool> mayRead, CancellationToken cancellationToken)
    {
        var relations = catalogue.Relations.Keys.Where(relation => catalogue.SourceOf(relation) is { } source && mayRead(source))
            .Order(StringComparer.Ordinal).ToArray();
        var key = string.Join('\n', relations);
        await making.WaitAsync(cancellationToken);
        try
        {
            // A deployment may have made a view anew, which nobody was granted then.
            if (known.Catalogue != catalogue)
            {
                known = (catalogue, []);
            }

            if (!known.Roles.TryGetValue(key, out var role))
            {
                known.Roles[key] = role = await MakeAsync(key, relations, cancellationToken);
            }

            return role;
        }
        finally
        {
            making.Release();
        }
    }

    async Task<string?> MakeAsync(string key, string[] relations, CancellationToken cancellationToken)
    {
        if (connections.Role is null)
        {
            return null;
        }

        // Roles are shared by all databases of a server, what they were granted is not.
        var name = $"{ReaderRole.Name}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8))}";
        var views = string.Join(", ", relations.Select(relation => SqlNames.View(relation)));
        try
        {
            await using var command = database.CreateCommand(
                $"""
                select pg_advisory_xact_lock({ReaderRole.Lock});
                {ReaderRole.CreateSql(name)}
                revoke all on all tables in schema {Database.SourcesSchema} from {name};
                grant usage on schema {Database.SourcesSchema} to {name};
                {(relations.Length == 0 ? "" : $"grant select on {views} to {name};")}
                """);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return name;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            LogNoRole(logger, e.MessageText);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "SQL of callers runs as the readers' usual role, behind the guard: the login may not make roles ({Reason})")]
    static partial void LogNoRole(ILogger logger, string reason);
}
