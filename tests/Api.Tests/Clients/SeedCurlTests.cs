using System.Diagnostics;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Clients;

/// <summary>The curl commands of the tutorials that Grainwatch is compatible with, as a shell reads them; only host and token are ours.</summary>
public sealed class SeedCurlTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Log =
        """
        curl -s -X POST "$HOST/v0/events?name=system_logs" \
          -H "Authorization: Bearer $TB_ADMIN_TOKEN" \
          -d '{
            "timestamp": "2023-06-01 14:30:00",
            "server_id": "srv-001",
            "service": "authentication",
            "severity": "ERROR",
            "message": "Failed login attempt",
            "error_code": "AUTH-401",
            "resource_id": "user-123",
            "metadata": "{\"ip\": \"192.168.1.1\", \"browser\": \"Chrome\"}"
          }'
        """;

    const string Threshold =
        """
        curl -s -X POST "$HOST/v0/events?name=log_anomaly_thresholds" \
          -H "Authorization: Bearer $TB_ADMIN_TOKEN" \
          -d '{
            "service": "authentication",
            "severity": "ERROR",
            "threshold_per_minute": 10.5,
            "active": 1,
            "updated_at": "2023-06-01 12:00:00"
          }'
        """;

    const string Event =
        """
        curl -s -X POST "$HOST/v0/events?name=events" \
            -H "Authorization: Bearer $TB_ADMIN_TOKEN" \
            -d '{
              "event_id": "e123456",
              "event_type": "page_view",
              "user_id": "user_abc",
              "session_id": "sess_123",
              "timestamp": "2023-07-15 14:30:00",
              "platform": "web",
              "app_version": "1.2.3",
              "device_type": "desktop",
              "os": "Windows",
              "country": "US",
              "properties": "{\"page\":\"home\",\"referrer\":\"google\"}"
            }'
        """;

    const string Range = "start_time=2023-06-01%2000:00:00&end_time=2023-06-02%2000:00:00&severity=ERROR&service=authentication&limit=50";

    [SkippableFact]
    public async Task EveryCommandWorksAsPrinted()
    {
        Tool.Require("curl");
        await using var server = await GrainwatchServer.StartAsync(postgres);

        foreach (var post in new[] { Log, Threshold, Event })
        {
            Assert.Equal("""{"successful_rows":1,"quarantined_rows":0}""", await ShellAsync(server, post));
        }

        var log = (await JsonAsync(server, Get($"recent_logs.json?token=$TB_ADMIN_TOKEN&{Range}"))).GetProperty("data")[0];
        Assert.Equal(("AUTH-401", """{"ip": "192.168.1.1", "browser": "Chrome"}"""), (log.GetProperty("error_code").GetString(), log.GetProperty("metadata").GetString()));
        var errors = (await JsonAsync(server, Get($"error_distribution.json?token=$TB_ADMIN_TOKEN&{Range}"))).GetProperty("data")[0];
        Assert.Equal(("authentication", 1), (errors.GetProperty("service").GetString(), errors.GetProperty("error_count").GetInt64()));
        var anomalies = await JsonAsync(server, Get("log_anomalies.json?token=$TB_ADMIN_TOKEN&time_window_minutes=60&service=authentication&severity=ERROR&limit=50"));
        Assert.Equal(0, anomalies.GetProperty("rows").GetInt64());
        var visit = (await JsonAsync(server, Get("get_events.json?token=$TB_ADMIN_TOKEN&event_type=page_view&platform=web"))).GetProperty("data")[0];
        Assert.Equal(("e123456", "2023-07-15 14:30:00"), (visit.GetProperty("event_id").GetString(), visit.GetProperty("timestamp").GetString()));
        var nothing = await JsonAsync(server, Get("your_pipe_name.json?token=your_token").Replace(" -X GET", "", StringComparison.Ordinal));
        Assert.Contains("token is not valid", nothing.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task TheTokensOfTheAuditLogAreMadeAsPrinted()
    {
        Tool.Require("curl");
        await using var server = await GrainwatchServer.StartAsync(postgres);
        await server.Client.PostAsync(new Uri("/v0/events?name=audit_log_hfi&wait=true", UriKind.Relative), new StringContent(
            """
            {"datetime":"2026-11-20T09:15:02.004311","company_id":1,"event":"file_updated","payload":{"entity_id":"9f","author":"ann"},"device":{"browser":"Safari","OS":"iOS"}}
            {"datetime":"2026-11-20T09:15:03","company_id":2,"event":"file_created","payload":{"entity_id":"a0","author":"bob"},"device":{"browser":"Safari","OS":"iOS"}}
            """));

        var all = await JsonAsync(
            server,
            """
            curl -s -H "Authorization: Bearer $TOKEN" \
            -d "name=endpoints_token" \
            -d "scope=PIPES:READ:api_audit_log_enriched" \
            -d "scope=PIPES:READ:api_audit_log_params" \
            -d "scope=PIPES:READ:api_count_per_type" \
            $HOST/v0/tokens/
            """);
        var one = await JsonAsync(
            server,
            """
            curl -s -H "Authorization: Bearer $TOKEN" \
            -d "name=comp_1_token" \
            -d "scope=PIPES:READ:api_audit_log_params" \
            -d "scope=DATASOURCES:READ:audit_log_hfi:company_id=1" \
            $HOST/v0/tokens/
            """);

        Assert.Equal("endpoints_token", all.GetProperty("name").GetString());
        Assert.Equal(
            """[{"type":"PIPES:READ","resource":"api_audit_log_enriched","filter":""},{"type":"PIPES:READ","resource":"api_audit_log_params","filter":""},{"type":"PIPES:READ","resource":"api_count_per_type","filter":""}]""",
            all.GetProperty("scopes").GetRawText());
        Assert.Equal(2, await CountAsync(server, all));
        Assert.Equal(1, await CountAsync(server, one));
    }

    static string Get(string pipe) => $"""curl -s -X GET "$HOST/v0/pipes/{pipe}" """;

    static async Task<long> CountAsync(GrainwatchServer server, JsonElement token) => (await JsonAsync(
        server, Get($"api_audit_log_params.json?token={token.GetProperty("token").GetString()}"))).GetProperty("rows").GetInt64();

    static async Task<JsonElement> JsonAsync(GrainwatchServer server, string command)
    {
        using var document = JsonDocument.Parse(await ShellAsync(server, command));
        return document.RootElement.Clone();
    }

    static async Task<string> ShellAsync(GrainwatchServer server, string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true };
        start.Environment["HOST"] = server.BaseAddress.ToString().TrimEnd('/');
        start.Environment["TB_ADMIN_TOKEN"] = start.Environment["TOKEN"] = GrainwatchServer.AdminToken;
        using var process = Process.Start(start)!;
        return await process.StandardOutput.ReadToEndAsync();
    }
}
