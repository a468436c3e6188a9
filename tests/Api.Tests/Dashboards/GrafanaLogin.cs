using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Api.Tests.Dashboards;

/// <summary>The login that <c>deploy/grafana/login.sql</c> makes.</summary>
static class GrafanaLogin
{
    /// <param name="owner">A connection string of the server's owner.</param>
    /// <returns>The connection string of the login, to the same database.</returns>
    /// <exception cref="InvalidOperationException">The script failed; the message has what it printed.</exception>
    public static async Task<string> MakeAsync(string owner, string password)
    {
        NpgsqlConnectionStringBuilder grafana = new(owner) { Pooling = false };
        var (code, output) = await Tool.RunAsync(
            "psql",
            "postgresql-client",
            new Dictionary<string, string>
            {
                ["PGHOST"] = grafana.Host!,
                ["PGPORT"] = $"{grafana.Port}",
                ["PGUSER"] = grafana.Username!,
                ["PGDATABASE"] = grafana.Database!,
                ["GRAINWATCH_GRAFANA_PASSWORD"] = password,
            },
            "-v", "ON_ERROR_STOP=1", "-f", Path.Combine(Programs.RepositoryRoot(), "deploy", "grafana", "login.sql"));
        (grafana.Username, grafana.Password) = ("grafana", password);
        return code == 0 ? grafana.ConnectionString : throw new InvalidOperationException(output);
    }
}
