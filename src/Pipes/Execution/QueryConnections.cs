using System.Globalization;
using Npgsql;

namespace Grainwatch.Pipes.Execution;

/// <summary>
/// The connections that users' SQL runs on: read-only, with a time-out, with <c>sources</c> as their only schema, and as a role that can
/// read nothing else.
/// </summary>
public sealed class QueryConnections : IAsyncDisposable
{
    public QueryConnections(string connectionString, PipesOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = options.MaxConcurrent,
            ApplicationName = "grainwatch queries",
            // Strings end where the guard thinks they do only with standard_conforming_strings; compiling a query takes longer than ours run;
            // a page out of turn costs little more than one in turn, as on any SSD: by Postgres' guess, which is for disks that turn, look-ups
            // seem so dear that beside them sorting thousands of counts seems no dearer than hashing them.
            Options = "-c default_transaction_read_only=on -c standard_conforming_strings=on -c jit=off -c random_page_cost=1.1 -c statement_timeout="
                + ((long)options.Timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
            CommandTimeout = (int)Math.Ceiling(options.Timeout.TotalSeconds) + 5,
            // Nothing can change the session, so there is nothing to reset, and statements stay prepared: planning one costs milliseconds.
            NoResetOnClose = true,
            MaxAutoPrepare = options.MaxPrepared,
            AutoPrepareMinUsages = 3,
        };
        Database = Storage.Postgres.Database.Open(builder.ConnectionString, Storage.Postgres.Database.SourcesSchema, TakeRoleAsync);
    }

    public NpgsqlDataSource Database { get; }

    /// <summary>The role of every query; null where the login may not have one made.</summary>
    public string? Role { get; internal set; }

    /// <summary>After views have changed: statements that were prepared for the old ones would fail.</summary>
    public void Renew() => Database.Clear();

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>For the life of the connection, so that a query needs no transaction for it: that would be two round trips more.</summary>
    async Task TakeRoleAsync(NpgsqlConnection connection)
    {
        if (Role is { } role)
        {
            await using var set = new NpgsqlCommand($"set role {role}", connection);
            await set.ExecuteNonQueryAsync();
        }
    }
}
