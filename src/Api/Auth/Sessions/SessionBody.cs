namespace Grainwatch.Api.Auth.Sessions;

/// <param name="Name">Of the token, never its text.</param>
/// <param name="Logs">Whether it shows logs at all.</param>
/// <param name="AllLogs">Whether it shows every log: then also what is counted of them, which no row filter can be applied to.</param>
/// <param name="Thresholds">Whether it may set thresholds.</param>
/// <param name="Probes">Whether it shows probes.</param>
/// <param name="Tokens">Whether it may make tokens.</param>
/// <param name="TokenFile">Where the admin token is kept on the server's machine, for commands to read it from; only administrators are told.</param>
/// <param name="Version">Of the server.</param>
sealed record SessionBody(string Name, bool Admin, bool Logs, bool AllLogs, bool Thresholds, bool Probes, bool Tokens, string? TokenFile, string Version)
{
    const string LogSource = "system_logs";

    public static SessionBody Of(Caller caller, AdminToken admin) => new(
        caller.Name,
        caller.Allows(Scope.Admin),
        caller.Allows(Scope.DataSourcesRead, LogSource),
        caller.ShowsWhole(LogSource),
        caller.Allows(Scope.DataSourcesAppend, "log_anomaly_thresholds"),
        caller.ShowsWhole("api_metrics"),
        caller.Allows(Scope.Tokens),
        caller.Allows(Scope.Admin) ? admin.File : null,
        typeof(SessionBody).Assembly.GetName().Version!.ToString(3));
}
