namespace Grainwatch.Api.Tests.Security;

/// <summary>Who may ask what.</summary>
static class AccessTable
{
    public const string NoToken = "no token";

    public const string UnknownToken = "a token that nobody made";

    /// <summary>Before the scope of a JWT.</summary>
    public const string Jwt = "JWT with ";

    const string Logs = "system_logs";
    const string Thresholds = "log_anomaly_thresholds";
    const string Metrics = "api_metrics";
    const string Other = "events";

    public static IReadOnlyList<string> JwtScopes { get; } =
    [
        "PIPES:READ:recent_logs", "PIPES:READ:get_events",
        $"DATASOURCES:READ:{Logs}", $"DATASOURCES:READ:{Logs}:service = 'cart'", $"DATASOURCES:READ:{Metrics}", $"DATASOURCES:APPEND:{Logs}",
    ];

    public static IReadOnlyList<string> Scopes { get; } =
    [
        "TOKENS", "DATASOURCES:CREATE", "PIPES:CREATE", "WORKSPACE:READ_ALL", "ORG_DATASOURCES:READ",
        "PIPES:READ:recent_logs", "PIPES:READ:get_events", "PIPES:DROP:recent_logs",
        .. new[] { Logs, Thresholds, Metrics, Other }.SelectMany(source => new[]
        {
            $"DATASOURCES:READ:{source}", $"DATASOURCES:APPEND:{source}", $"DATASOURCES:DROP:{source}",
        }),
        $"DATASOURCES:READ:{Logs}:service = 'cart'", $"DATASOURCES:READ:{Thresholds}:service = 'cart'", $"DATASOURCES:READ:{Metrics}:api_name = 'cart'",
    ];

    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("GET /health/live", "/health/live", Everybody),
        new("GET /health/ready", "/health/ready", Everybody),
        new("GET /docs", "/docs", Everybody),
        new("GET /docs/{*page}", "/docs/http-api", Everybody),
        new("GET /openapi/{documentName}.json", "/openapi/v1.json", Everybody),
        // The key in the path is the secret.
        new("GET /v1/heartbeats/{key}", "/v1/heartbeats/x", Everybody),
        new("POST /v1/heartbeats/{key}", "/v1/heartbeats/x", Everybody),
        new("GET /v1/heartbeats/{key}/fail", "/v1/heartbeats/x/fail", Everybody),
        new("POST /v1/heartbeats/{key}/fail", "/v1/heartbeats/x/fail", Everybody),
        new("GET /metrics", "/metrics", Admin),

        // The page has no data of its own: what it shows it asks for, with the token of who has signed in.
        new("GET /", "/", Everybody),
        new("HEAD /", "/", Everybody),
        new("GET /assets/{name}", "/assets/nothing", Everybody),
        new("GET /v1/session", "/v1/session", scope => scope != UnknownToken),
        new("POST /v1/session", "/v1/session", AnyToken),
        new("DELETE /v1/session", "/v1/session", Everybody),
        new("POST /v1/session/links", "/v1/session/links", AnyToken),
        // The code in the path is the secret, and only the page may use it.
        new("POST /v1/session/links/{code}", "/v1/session/links/nothing", _ => false),

        new("POST /v0/events", $"/v0/events?name={Logs}", Append(Logs)),
        new("POST /v0/events", $"/v0/events?name={Thresholds}", Append(Thresholds)),
        new("POST /v0/events", "/v0/events?name=nothing", Append("nothing")),
        // What the list shows is what the token may read: other tests look into it.
        new("GET /v0/datasources", "/v0/datasources", AnyToken),
        new("GET /v0/datasources/{name}", $"/v0/datasources/{Logs}", ReadSome(Logs)),
        new("GET /v0/datasources/{name}", "/v0/datasources/nothing", Read("nothing")),
        new("POST /v0/datasources", $"/v0/datasources?name={Other}", Append(Other)),
        new("POST /v0/datasources", "/v0/datasources?name=nothing&mode=replace", Create),
        new("POST /v0/datasources/{name}/truncate", "/v0/datasources/nothing/truncate", Create),
        new("POST /v0/datasources/{name}/delete", "/v0/datasources/nothing/delete", Create),
        new("GET /v0/jobs/{id}", "/v0/jobs/00000000-0000-0000-0000-000000000001", Create),
        new("GET /v0/sql", "/v0/sql?q=select 1", ReadAny),
        new("GET /v0/sql", $"/v0/sql?q=select count(*) from {Logs}", ReadSome(Logs)),
        new("GET /v0/sql", "/v0/sql?q=select count(*) from nothing", Nobody),
        new("GET /v0/sql", "/v0/sql?q=select 1&pipeline=recent_logs", Run("recent_logs")),
        new("POST /v0/sql", $"/v0/sql?q=select count(*) from {Metrics}_quarantine", scope => Read(Metrics)(scope) || scope.StartsWith($"DATASOURCES:READ:{Metrics}:", StringComparison.Ordinal)),
        new("GET /v1/deployments", "/v1/deployments", Admin),
        new("POST /v1/deployments", "/v1/deployments", Admin),
        new("GET /v0/pipes", "/v0/pipes", AnyToken),
        new("GET /v0/pipes/openapi.json", "/v0/pipes/openapi.json", AnyToken),
        new("GET /v0/pipes/{file}", "/v0/pipes/recent_logs", Run("recent_logs")),
        new("GET /v0/pipes/{file}", "/v0/pipes/recent_logs.json", Run("recent_logs")),
        new("GET /v0/pipes/{file}", "/v0/pipes/recent_logs.nothing", Run("recent_logs")),
        new("GET /v0/pipes/{file}", "/v0/pipes/nothing.json", Run("nothing")),
        new("POST /v0/pipes/{file}", "/v0/pipes/recent_logs.json", Run("recent_logs")),

        new("GET /v0/tokens", "/v0/tokens", Tokens),
        new("GET /v0/tokens/{name}", "/v0/tokens/nothing", Tokens),
        new("POST /v0/tokens", "/v0/tokens", Tokens),
        new("PUT /v0/tokens/{name}", "/v0/tokens/nothing", Tokens),
        new("POST /v0/tokens/{name}/refresh", "/v0/tokens/nothing/refresh", Tokens),
        new("DELETE /v0/tokens/{name}", "/v0/tokens/nothing", Tokens),

        new("GET /v1/series", "/v1/series", Read(Logs)),
        new("GET /v1/series/{service}/{severity}", "/v1/series/nothing/ERROR", Read(Logs)),
        new("GET /v1/anomalies", "/v1/anomalies", Read(Logs)),
        new("GET /v1/anomalies/{id:long}", "/v1/anomalies/1", Read(Logs)),
        new("GET /v1/anomalies/stream", "/v1/anomalies/stream", Read(Logs)),
        new("GET /v1/thresholds", "/v1/thresholds", Read(Logs)),
        new("GET /v1/thresholds/{service}/{severity}", "/v1/thresholds/nothing/ERROR", Read(Logs)),
        new("PUT /v1/thresholds/{service}/{severity}", "/v1/thresholds/nothing/ERROR", Append(Thresholds)),
        new("DELETE /v1/thresholds/{service}/{severity}", "/v1/thresholds/nothing/ERROR", Append(Thresholds)),

        new("GET /v1/logs", "/v1/logs", ReadSome(Logs)),
        new("GET /v1/logs/{id}", "/v1/logs/1", ReadSome(Logs)),
        new("GET /v1/logs/histogram", "/v1/logs/histogram", ReadSome(Logs)),
        new("GET /v1/logs/tail", "/v1/logs/tail", ReadSome(Logs)),
        new("GET /v1/live", "/v1/live", Read(Logs)),
        new("GET /v1/activity/series", "/v1/activity/series", Read(Logs)),
        new("GET /v1/activity/services", "/v1/activity/services", Read(Logs)),
        new("GET /v1/counts/{service}/{severity}", "/v1/counts/nothing/ERROR", Read(Logs)),
        // The list has those that the token shows whole.
        new("GET /v1/sources", "/v1/sources", AnyToken),
        new("GET /v1/sources/{name}/quarantine", $"/v1/sources/{Logs}/quarantine", Read(Logs)),
        new("GET /v1/processes", "/v1/processes", Admin),

        new("GET /status", "/status", Read(Metrics)),
        new("GET /v1/status/recent", "/v1/status/recent", Read(Metrics)),
        new("GET /v1/probes/{name}/runs", "/v1/probes/nothing/runs", Read(Metrics)),
        new("GET /v1/status", "/v1/status", Read(Metrics)),
        new("GET /v1/probes", "/v1/probes", Read(Metrics)),
        new("GET /v1/probes/{name}", "/v1/probes/nothing", Read(Metrics)),
        new("GET /v1/probes/{name}/badge/{kind}.svg", "/v1/probes/nothing/badge/status.svg", Read(Metrics)),
        new("POST /v1/probes", "/v1/probes", Admin),
        new("PUT /v1/probes/{name}", "/v1/probes/nothing", Admin),
        new("DELETE /v1/probes/{name}", "/v1/probes/nothing", Admin),
        new("POST /v1/probes/{name}/pause", "/v1/probes/nothing/pause", Admin),
        new("POST /v1/probes/{name}/resume", "/v1/probes/nothing/resume", Admin),

        // Who is told of what, and by which addresses and passwords, is the administrator's.
        .. new[] { "receivers", "maintenance", "dependencies", "rules" }.SelectMany(kind => new Row[]
        {
            new($"GET /v1/{kind}", $"/v1/{kind}", Admin),
            new($"GET /v1/{kind}/{{name}}", $"/v1/{kind}/nothing", Admin),
            new($"PUT /v1/{kind}/{{name}}", $"/v1/{kind}/nothing", Admin),
            new($"DELETE /v1/{kind}/{{name}}", $"/v1/{kind}/nothing", Admin),
        }),
        new("POST /v1/receivers/{name}/test", "/v1/receivers/nothing/test", Admin),
        new("PUT /v1/alert-files/{name}", "/v1/alert-files/nothing", Admin),
        new("GET /v1/routes", "/v1/routes", Admin),
        new("PUT /v1/routes", "/v1/routes", Admin),
        new("DELETE /v1/routes", "/v1/routes", Admin),
        new("POST /v1/routes/match", "/v1/routes/match", Admin),
        new("GET /v1/calendar", "/v1/calendar", Admin),
        new("GET /v1/silences", "/v1/silences", Admin),
        new("POST /v1/silences", "/v1/silences", Admin),
        new("GET /v1/silences/{id:long}", "/v1/silences/1", Admin),
        new("DELETE /v1/silences/{id:long}", "/v1/silences/1", Admin),
        new("GET /v1/notifications", "/v1/notifications", Admin),
        new("GET /v1/notifications/{id:guid}", "/v1/notifications/00000000-0000-0000-0000-000000000001", Admin),
        new("POST /v1/notifications/{id:guid}/retry", "/v1/notifications/00000000-0000-0000-0000-000000000001/retry", Admin),
        new("POST /v1/anomalies/{id:long}/acknowledge", "/v1/anomalies/1/acknowledge", Admin),
        new("GET /v1/reports/anomalies", "/v1/reports/anomalies", Admin),
        new("POST /v1/backtest", "/v1/backtest", Admin),
        new("GET /v1/thresholds/suggest", "/v1/thresholds/suggest", Admin),
    ];

    static bool Everybody(string scope) => true;

    static bool Nobody(string scope) => false;

    static bool AnyToken(string scope) => scope is not (NoToken or UnknownToken);

    static bool Admin(string scope) => scope == "ADMIN";

    static bool Tokens(string scope) => Admin(scope) || scope == "TOKENS";

    static bool Create(string scope) => Admin(scope) || scope == "DATASOURCES:CREATE";

    /// <summary>Something there is, however little.</summary>
    static bool ReadAny(string scope) =>
        Admin(scope) || scope == "WORKSPACE:READ_ALL" || scope.Replace(Jwt, "", StringComparison.Ordinal).StartsWith("DATASOURCES:READ:", StringComparison.Ordinal);

    static Func<string, bool> Append(string source) =>
        scope => Admin(scope) || scope == "DATASOURCES:CREATE" || Is(scope, $"DATASOURCES:APPEND:{source}");

    /// <summary>All of it: a row filter is not enough.</summary>
    static Func<string, bool> Read(string source) =>
        scope => Admin(scope) || scope == "WORKSPACE:READ_ALL" || Is(scope, $"DATASOURCES:READ:{source}");

    static Func<string, bool> ReadSome(string source) =>
        scope => Read(source)(scope) || Is(scope, $"DATASOURCES:READ:{source}:service = 'cart'");

    static Func<string, bool> Run(string pipe) =>
        scope => Admin(scope) || scope == "WORKSPACE:READ_ALL" || Is(scope, $"PIPES:READ:{pipe}");

    static bool Is(string scope, string wanted) => scope == wanted || scope == Jwt + wanted;

    /// <param name="Endpoint">The method and the pattern, as they are routed.</param>
    /// <param name="Path">What to ask; it need not exist.</param>
    /// <param name="Allowed">Which tokens are answered, by their scope.</param>
    public sealed record Row(string Endpoint, string Path, Func<string, bool> Allowed);
}
