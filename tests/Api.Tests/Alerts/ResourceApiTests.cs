using System.Net;
using System.Text;
using Grainwatch.Api.Tests.Alerts.Support;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Alerts;

public sealed class ResourceApiTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string File =
        """
        receivers:
          - name: ops
            email: {host: smtp.example.com, from: Grainwatch <g@example.com>, to: [ops@example.com], username: g, password_secret: Smtp}
          - name: chat
            cooldown: 30m
            title: "{{service | upper}}: {{what}}"
            slack: {url_secret: Slack}
        route:
          receiver: ops
          group_by: [service]
          routes:
            - match: ['severity=~"ERROR|FATAL"', service=checkout]
              receiver: chat
              repeat_interval: 1h
              repeat_max: 1d
        maintenance:
          - {name: deploys, match: [service=checkout], weekdays: [mon, thu], from: "22:00", to: "02:00", time_zone: Europe/Berlin}
        dependencies:
          - {name: database, parent: [service=db], child: ['service!=db']}
        """;

    async Task<AlertServer> StartAsync() => await AlertServer.StartAsync(
        await postgres.CreateDatabaseAsync(), "Grainwatch:Secrets:Smtp=geheim", "Grainwatch:Secrets:Slack=https://hooks.example.com/T0/S3CR3T");

    static async Task<(HttpStatusCode Status, string Body)> PutAsync(AlertServer server, string path, string body, string type = "application/json")
    {
        using var response = await server.Server.Client.PutAsync(path, new StringContent(body, Encoding.UTF8, type));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_file_makes_resources_that_can_be_read_and_are_changed_in_the_file_only()
    {
        await using var server = await StartAsync();
        var (status, body) = await PutAsync(server, "/v1/alert-files/alerts.yml", File, "application/yaml");
        Assert.Equal((HttpStatusCode.OK, """{"file":"alerts.yml","resources":5}"""), (status, body));
        var chat = await server.GetAsync("/v1/receivers/chat");
        Assert.Equal("alerts.yml", chat.GetProperty("file").GetString());
        Assert.Equal("30m", chat.GetProperty("cooldown").GetString());
        (status, body) = await PutAsync(server, "/v1/receivers/chat", """{"slack": {"url_secret": "Slack"}}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("is defined in alerts.yml", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_no_longer_holds_is_gone_and_the_same_file_again_changes_nothing()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "/v1/alert-files/alerts.yml", File);
        var before = await server.GetAsync("/v1/receivers");
        await PutAsync(server, "/v1/alert-files/alerts.yml", File);
        Assert.Equal(before.ToString(), (await server.GetAsync("/v1/receivers")).ToString());
        await PutAsync(server, "/v1/alert-files/alerts.yml", "receivers: [{name: hook, webhook: {url: 'http://localhost:1/'}}]");
        Assert.Equal("hook", Assert.Single((await server.GetAsync("/v1/receivers")).GetProperty("data").EnumerateArray()).GetProperty("name").GetString());
        Assert.Empty((await server.GetAsync("/v1/maintenance")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task No_answer_has_a_secret()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "/v1/alert-files/alerts.yml", File);
        foreach (var path in new[] { "/v1/receivers", "/v1/receivers/ops", "/v1/receivers/chat", "/v1/routes", "/v1/notifications" })
        {
            var answer = (await server.GetAsync(path)).ToString();
            Assert.DoesNotContain("geheim", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("S3CR3T", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("receivers:\n  - name: a\n    webhook: {url: ftp://x}", "line 3: receivers[0].webhook.url:")]
    [InlineData("receivers:\n  - name: a\n    webhok: {url: http://x}", "line 2: receivers[0]: A receiver has exactly one of")]
    [InlineData("receivers:\n  - {name: a, slack: {url_secret: Gone}}", "line 2: receivers[0].slack.url_secret: There is no secret 'Gone'. Set it for the server as Grainwatch__Secrets__Gone.")]
    [InlineData("receivers:\n  - {name: a, slack: {url_secret: 'https://hooks/T0'}}", "line 2: receivers[0].slack.url_secret: It holds the name of a secret")]
    [InlineData("route:\n  receiver: nobody", "line 2: route.receiver: There is no receiver 'nobody'.")]
    [InlineData("route:\n  match: ['service=~\"(\"']", "line 2: route.match: '(' is no regular expression")]
    [InlineData("route:\n  group_wait: soon", "line 2: route.group_wait: 'soon' is no duration.")]
    [InlineData("maintenance:\n  - {name: m, match: [], from: '25:00', to: '1:00'}", "line 2: maintenance[0].from: '25:00' is no time of day.")]
    [InlineData("maintenance:\n  - {name: m, match: [], from: '22:00', to: '01:00', time_zone: Mars}", "line 2: maintenance[0].time_zone: The time zone 'Mars'")]
    [InlineData("rooms:\n  - a", "line 2: rooms: There is no such field.")]
    [InlineData("receivers: [", "This is no YAML")]
    public async Task An_error_in_a_file_names_line_field_and_fix_and_changes_nothing(string file, string error)
    {
        await using var server = await StartAsync();
        var (status, body) = await PutAsync(server, "/v1/alert-files/alerts.yml", file, "application/yaml");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        var text = System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("error").GetString();
        Assert.Contains(error, text, StringComparison.Ordinal);
        Assert.StartsWith("alerts.yml, line ", text, StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/v1/receivers")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_receiver_that_a_route_leads_to_cannot_be_removed()
    {
        await using var server = await StartAsync();
        await server.TellAsync("""{"webhook": {"url": "http://localhost:1/"}}""");
        using var refused = await server.Server.Client.DeleteAsync("/v1/receivers/ops");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var routes = await server.Server.Client.DeleteAsync("/v1/routes");
        using var removed = await server.Server.Client.DeleteAsync("/v1/receivers/ops");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (routes.StatusCode, removed.StatusCode));
    }

    [Fact]
    public async Task One_call_tests_a_receiver_and_says_what_came_of_it()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var server = await StartAsync();
        await server.PutAsync("/v1/receivers/hook", receiver.Spec);
        Assert.True((await server.PostAsync("/v1/receivers/hook/test", new { })).GetProperty("delivered").GetBoolean());
        Assert.Single(receiver.Posts);
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        using var failed = await server.Server.Client.PostAsync("/v1/receivers/hook/test", null);
        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        Assert.Contains("answered 401", await failed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_routes_say_who_would_be_told()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "/v1/alert-files/alerts.yml", File);
        var told = await server.PostAsync("/v1/routes/match", new { service = "checkout", severity = "FATAL" });
        Assert.Equal("chat", Assert.Single(told.GetProperty("data").EnumerateArray()).GetProperty("receiver").GetString());
        told = await server.PostAsync("/v1/routes/match", new { service = "cart", severity = "FATAL" });
        Assert.Equal("ops", Assert.Single(told.GetProperty("data").EnumerateArray()).GetProperty("receiver").GetString());
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back()
    {
        await using var server = await StartAsync();
        await server.PutAsync("/v1/receivers/hook", """{"webhook": {"url": "http://localhost:1/"}, "cooldown": "5m"}""");
        await server.PutAsync("/v1/receivers/hook", (await server.GetAsync("/v1/receivers/hook")).ToString());
    }

    [Theory]
    [InlineData("""{"created_by": "ada", "duration": "1h"}""", "match")]
    [InlineData("""{"match": [], "created_by": "ada", "duration": "1h"}""", "match")]
    [InlineData("""{"match": ["a=b"], "duration": "1h"}""", "created_by")]
    [InlineData("""{"match": ["a=b"], "created_by": "ada"}""", "ends_at")]
    [InlineData("""{"match": ["a=b"], "created_by": "ada", "ends_at": "2020-01-01T00:00:00Z"}""", "ends_at")]
    [InlineData("""{"match": ["a=b"], "created_by": "ada", "duration": "1h", "until": 1}""", "until")]
    public async Task A_silence_that_makes_no_sense_is_refused(string body, string field)
    {
        await using var server = await StartAsync();
        using var refused = await server.Server.Client.PostAsync("/v1/silences", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.StartsWith($"{field}: ", (await refused.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silence_can_be_listed_and_ended()
    {
        await using var server = await StartAsync();
        var id = (await server.PostAsync("/v1/silences", new { match = "service=checkout", created_by = "ada", duration = "2h" })).GetProperty("id").GetInt64();
        Assert.Equal("active", Assert.Single((await server.GetAsync("/v1/silences")).GetProperty("data").EnumerateArray()).GetProperty("state").GetString());
        using var ended = await server.Server.Client.DeleteAsync($"/v1/silences/{id}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Empty((await server.GetAsync("/v1/silences")).GetProperty("data").EnumerateArray());
        Assert.Equal("ended", (await server.GetAsync($"/v1/silences/{id}")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_alerts_yml_of_the_data_projects_is_taken_at_start_and_what_it_holds_no_more_is_gone()
    {
        var projects = Directory.CreateTempSubdirectory("grainwatch-projects-");
        try
        {
            var file = Path.Combine(projects.CreateSubdirectory("shop").FullName, "alerts.yml");
            await System.IO.File.WriteAllTextAsync(file, "receivers: [{name: hook, webhook: {url: 'http://localhost:1/'}}]\nroute: {receiver: hook}\n");
            var database = await postgres.CreateDatabaseAsync();
            await using (var server = await AlertServer.StartAsync(database, $"Grainwatch:Projects={projects.FullName}"))
            {
                await server.PutAsync("/v1/receivers/mine", """{"webhook": {"url": "http://localhost:1/"}}""");
                Assert.Equal("projects/shop/alerts.yml", (await server.GetAsync("/v1/receivers/hook")).GetProperty("file").GetString());
            }

            await System.IO.File.WriteAllTextAsync(file, "maintenance: []\n");
            await using var later = await AlertServer.StartAsync(database, $"Grainwatch:Projects={projects.FullName}");
            Assert.Equal("mine", Assert.Single((await later.GetAsync("/v1/receivers")).GetProperty("data").EnumerateArray()).GetProperty("name").GetString());
            await System.IO.File.WriteAllTextAsync(file, "route:\n  receiver: nobody\n");
            var wrong = await Assert.ThrowsAsync<Grainwatch.Api.Settings.SettingException>(() => AlertServer.StartAsync(database, $"Grainwatch:Projects={projects.FullName}"));
            Assert.StartsWith("projects/shop/alerts.yml, line 2: route.receiver: There is no receiver 'nobody'.", wrong.Message, StringComparison.Ordinal);
        }
        finally
        {
            projects.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Without_the_admin_token_nothing_of_it_can_be_seen()
    {
        await using var server = await StartAsync();
        foreach (var path in new[] { "/v1/receivers", "/v1/routes", "/v1/silences", "/v1/maintenance", "/v1/dependencies", "/v1/notifications", "/v1/reports/anomalies" })
        {
            using var refused = await server.Server.Anonymous.GetAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }
}
