using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Domain.ResponseTimes;
using Grainwatch.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Api.Tests.Probes;

/// <summary>Probes as their users see them: a real server, real targets, real Postgres.</summary>
public sealed class ProbeServerTests(ProbeServerTests.Servers servers) : IClassFixture<ProbeServerTests.Servers>
{
    HttpClient Client => servers.Server.Client;

    [Fact]
    public async Task AProbeRunsAtOnceAndItsResultsCanBeQueried()
    {
        await using var target = ScriptedTarget.Answering(body: "{\"status\":\"ok\"}");
        using var made = await PutAsync("good", $$$"""{"type":"http","url":"{{{target.Url}}}","interval":"30s","expect":[{"json":{"path":"$.status","equals":"ok"}}]}""");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await BecomesAsync("good", "up");
        var probe = await GetAsync("/v1/probes/good");
        Assert.Equal(200, probe.GetProperty("last_run").GetProperty("status_code").GetInt32());
        Assert.Equal(100, probe.GetProperty("uptime_24h").GetDouble());
        var row = (await GetAsync("/v0/pipes/api_latest.json?api_name=good")).GetProperty("data")[0];
        Assert.Equal(("good", "http", "up", 1), (
            row.GetProperty("api_name").GetString(), row.GetProperty("kind").GetString(), row.GetProperty("state").GetString(), row.GetProperty("success").GetInt32()));
        Assert.True(row.GetProperty("response_time_ms").GetDouble() > 0);
    }

    [Fact]
    public async Task WhatIsDownIsAnAnomalyUntilItIsUpAgain()
    {
        var broken = true;
        await using ScriptedTarget target = new(async (stream, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await ScriptedTarget.WriteAsync(
                stream, $"HTTP/1.1 {(Volatile.Read(ref broken) ? "503 Unavailable" : "200 OK")}\r\nContent-Length: 0\r\n\r\n", cancellationToken);
        });
        (await PutAsync("flaky", $$"""{"type":"http","url":"{{target.Url}}","interval":"1s"}""")).Dispose();
        await BecomesAsync("flaky", "down");
        var anomaly = await OneAnomalyAsync("flaky", "firing");
        Assert.Equal(("probe_down", "probe", 2), (
            anomaly.GetProperty("reason").GetString(), anomaly.GetProperty("severity").GetString(), anomaly.GetProperty("count").GetInt32()));
        Volatile.Write(ref broken, false);
        await BecomesAsync("flaky", "up");
        await OneAnomalyAsync("flaky", "resolved");
    }

    [Fact]
    public async Task UnusuallySlowAnswersAreAnAnomaly()
    {
        await LearnAsync("slowing", 20);
        var delay = 0;
        await using ScriptedTarget target = new(async (stream, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await Task.Delay(Volatile.Read(ref delay), cancellationToken);
            await ScriptedTarget.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", cancellationToken);
        });
        (await PutAsync("slowing", $$"""{"type":"http","url":"{{target.Url}}","interval":"1s"}""")).Dispose();
        await BecomesAsync("slowing", "up");
        Volatile.Write(ref delay, 300);
        var anomaly = await OneAnomalyAsync("slowing", "firing");
        Assert.Equal("response_time", anomaly.GetProperty("reason").GetString());
        Assert.InRange(anomaly.GetProperty("count").GetInt32(), 300, 1000);
        Assert.InRange(anomaly.GetProperty("threshold").GetDouble(), 10, 40);
        Volatile.Write(ref delay, 0);
        await OneAnomalyAsync("slowing", "resolved");
        var hours = (await GetAsync("/v0/pipes/api_anomalies_by_hour.json?api_name=slowing")).GetProperty("data");
        Assert.True(hours.EnumerateArray().Sum(hour => hour.GetProperty("medium").GetInt64() + hour.GetProperty("high").GetInt64() + hour.GetProperty("critical").GetInt64()) > 0);
    }

    [Fact]
    public async Task PausingResolvesAndResumingGoesOn()
    {
        (await PutAsync("paused", """{"type":"tcp","host":"127.0.0.1","port":1,"interval":"1s"}""")).Dispose();
        await BecomesAsync("paused", "down");
        await OneAnomalyAsync("paused", "firing");
        await PostAsync("/v1/probes/paused/pause");
        await BecomesAsync("paused", "paused");
        await OneAnomalyAsync("paused", "resolved");
        await PostAsync("/v1/probes/paused/resume");
        await BecomesAsync("paused", "down");
    }

    [Fact]
    public async Task DeletingResolvesAndKeepsTheResults()
    {
        (await PutAsync("deleted", """{"type":"tcp","host":"127.0.0.1","port":1,"interval":"1s"}""")).Dispose();
        await BecomesAsync("deleted", "down");
        using var gone = await Client.DeleteAsync(new Uri("/v1/probes/deleted", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await OneAnomalyAsync("deleted", "resolved");
        using var missing = await Client.GetAsync(new Uri("/v1/probes/deleted", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.NotEmpty((await GetAsync("/v0/pipes/api_uptime.json?api_name=deleted")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task AHeartbeatIsHeardWithoutAToken()
    {
        (await PutAsync("cron", """{"type":"heartbeat","period":"1h","interval":"1s"}""")).Dispose();
        await BecomesAsync("cron", "up");
        var push = (await GetAsync("/v1/probes/cron")).GetProperty("push_url").GetString();
        using var failed = await servers.Server.Anonymous.GetAsync(new Uri($"{push}/fail?message=disk+full", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, failed.StatusCode);
        await BecomesAsync("cron", "down");
        Assert.Equal("disk full", (await GetAsync("/v1/probes/cron")).GetProperty("last_run").GetProperty("message").GetString());
        using var well = await servers.Server.Anonymous.PostAsync(new Uri(push!, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
        await BecomesAsync("cron", "up");
        using var wrong = await servers.Server.Anonymous.GetAsync(new Uri("/v1/heartbeats/no-such-key", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    [Fact]
    public async Task AHeartbeatThatIsOverdueIsFoundBeforeItsIntervalIsOver()
    {
        (await PutAsync("rare-look", """{"type":"heartbeat","period":"1s","grace":"1s","interval":"1d"}""")).Dispose();
        await BecomesAsync("rare-look", "down");
        Assert.StartsWith(
            "The last call was at ", (await GetAsync("/v1/probes/rare-look")).GetProperty("last_run").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatDependsOnSomethingThatFailsIsUnreachable()
    {
        (await PutAsync("gateway", """{"type":"tcp","host":"127.0.0.1","port":1,"interval":"1s"}""")).Dispose();
        await BecomesAsync("gateway", "down");
        (await PutAsync("behind", """{"type":"tcp","host":"127.0.0.1","port":2,"interval":"1s","depends_on":["gateway"]}""")).Dispose();
        await BecomesAsync("behind", "unreachable");
        Assert.Empty((await GetAsync("/v1/anomalies?service=behind")).GetProperty("anomalies").EnumerateArray());
        using var needed = await Client.DeleteAsync(new Uri("/v1/probes/gateway", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Conflict, needed.StatusCode);
    }

    [Theory]
    [InlineData("bad1", """{"type":"http"}""", 400, "url is missing")]
    [InlineData("bad1", """{"type":"http","url":"http://a.example","intervall":"15s"}""", 400, "intervall is not known here")]
    [InlineData("bad1", """{"type":"tcp","host":"a.example","port":80,"depends_on":["nobody"]}""", 409, "'nobody'")]
    [InlineData("bad1", """{"name":"other","type":"tcp","host":"a.example","port":80}""", 400, "name is 'other', but the URL says 'bad1'")]
    [InlineData("bad1", "not json", 400, "no JSON object")]
    [InlineData("bad1", """{"type":"tcp","type":"tcp"}""", 400, "no JSON object")]
    [InlineData("Bad", """{"type":"tcp","host":"a.example","port":80}""", 400, "no name of a probe")]
    [InlineData("bad1", """{"type":"http","url":"http://a.example","auth":{"bearer":"(hidden)"}}""", 400, "Send the value itself")]
    public async Task MistakesAreNamed(string name, string definition, int status, string says)
    {
        using var answer = await PutAsync(name, definition);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(says, (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANameCanBeMadeOnce()
    {
        const string Definition = """{"name":"once","type":"tcp","host":"127.0.0.1","port":1,"paused":true}""";
        using var first = await Client.PostAsync(new Uri("/v1/probes", UriKind.Relative), Json(Definition));
        using var second = await Client.PostAsync(new Uri("/v1/probes", UriKind.Relative), Json(Definition));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task SecretsAreNotShownAndAreKept()
    {
        using var made = await PutAsync("secret", """{"type":"http","url":"http://a.example","auth":{"bearer":"s3cret"},"headers":{"x-key":"k3y"},"paused":true}""");
        var text = await made.Content.ReadAsStringAsync();
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("k3y", text, StringComparison.Ordinal);
        var definition = (await GetAsync("/v1/probes/secret")).GetProperty("definition").GetRawText();
        using var again = await PutAsync("secret", definition);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await using var command = servers.Server.Database.CreateCommand("select definition #>> '{auth,bearer}' from probes where name = 'secret'");
        Assert.Equal("s3cret", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task ProbesOfFilesCanBePausedButNotChanged()
    {
        var probe = await GetAsync("/v1/probes/github");
        Assert.Equal(("paused", Path.Combine("api-monitoring", "probes.yml")), (probe.GetProperty("state").GetString(), probe.GetProperty("file").GetString()));
        using var changed = await PutAsync("github", """{"type":"tcp","host":"a.example","port":80}""");
        Assert.Equal(HttpStatusCode.Conflict, changed.StatusCode);
    }

    [Fact]
    public async Task StatusIsShownAsJsonPageAndBadges()
    {
        await using var target = ScriptedTarget.Answering();
        (await PutAsync("shown", $$"""{"type":"http","url":"{{target.Url}}","interval":"1s"}""")).Dispose();
        await BecomesAsync("shown", "up");
        var status = await GetAsync("/v1/status");
        Assert.Equal("up", status.GetProperty("probes").EnumerateArray().Single(probe => probe.GetProperty("name").GetString() == "shown").GetProperty("state").GetString());
        var page = await Client.GetStringAsync(new Uri("/status", UriKind.Relative));
        Assert.Contains("<td>shown</td><td class=\"up\">up</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain(target.Url.ToString(), page, StringComparison.Ordinal);
        foreach (var (kind, says) in new[] { ("status", "shown: up"), ("uptime", "uptime 24 h: "), ("response-time", "response 24 h: ") })
        {
            using var badge = await Client.GetAsync(new Uri($"/v1/probes/shown/badge/{kind}.svg", UriKind.Relative));
            Assert.Equal("image/svg+xml", badge.Content.Headers.ContentType!.MediaType);
            Assert.Contains(says, await badge.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var unknown = await Client.GetAsync(new Uri("/v1/probes/shown/badge/mood.svg", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/probes")]
    [InlineData("GET", "/v1/status")]
    [InlineData("GET", "/status")]
    [InlineData("GET", "/v1/probes/github/badge/status.svg")]
    [InlineData("PUT", "/v1/probes/x")]
    [InlineData("POST", "/v1/probes")]
    [InlineData("POST", "/v1/probes/github/resume")]
    [InlineData("DELETE", "/v1/probes/github")]
    public async Task WithoutATokenNothingIsShownOrChanged(string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using var answer = await servers.Server.Anonymous.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task MetricsCarryWhatProbesFound()
    {
        await using var target = ScriptedTarget.Answering();
        (await PutAsync("measured", $$"""{"type":"http","url":"{{target.Url}}","interval":"30s"}""")).Dispose();
        await BecomesAsync("measured", "up");
        string[] shown =
        [
            "grainwatch_probe_up{probe=\"measured\"} 1",
            "grainwatch_probe_response_time_seconds{probe=\"measured\"}",
            "grainwatch_probe_runs_total{probe=\"measured\",result=\"ok\"}",
        ];
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var metrics = await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
                return shown.All(line => metrics.Contains(line, StringComparison.Ordinal));
            },
            $"/metrics shows {string.Join(" and ", shown)}");
    }

    [Fact]
    public void TheForestIsAsTheSettingsSay() => Assert.Equal(
        new ResponseTimeSettings { Trees = 120, TrainingSpan = TimeSpan.FromDays(14), Critical = new TierRule(0.9999, 12) },
        servers.Server.Services.GetRequiredService<ResponseTimeSettings>());

    Task<HttpResponseMessage> PutAsync(string name, string definition) =>
        Client.PutAsync(new Uri($"/v1/probes/{name}", UriKind.Relative), Json(definition));

    async Task PostAsync(string path)
    {
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    Task BecomesAsync(string probe, string state) => Eventually.BecomesTrueAsync(
        async () => (await GetAsync($"/v1/probes/{probe}")).GetProperty("state").GetString() == state, $"{probe} is {state}");

    async Task<JsonElement> OneAnomalyAsync(string probe, string state)
    {
        JsonElement anomaly = default;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var anomalies = (await GetAsync($"/v1/anomalies?service={probe}")).GetProperty("anomalies").EnumerateArray().ToList();
                anomaly = anomalies.FirstOrDefault();
                return anomalies.Count == 1 && anomaly.GetProperty("state").GetString() == state;
            },
            $"{probe} has one anomaly, which is {state}");
        return anomaly;
    }

    /// <summary>Four hundred good runs of the past, as if the probe had been there for a while.</summary>
    async Task LearnAsync(string probe, int milliseconds)
    {
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(30);
        StringBuilder rows = new();
        for (var i = 0; i < 400; i++)
        {
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
                {"timestamp":"{{start.AddSeconds(i).UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}}","api_name":"{{probe}}","kind":"http","success":1,"state":"up","status_code":200,"response_time_ms":{{milliseconds + (i * 7 % 5)}},"response_size_bytes":0,"failure":"","error_message":"","dns_ms":null,"connect_ms":null,"tls_ms":null,"first_byte_ms":null,"transfer_ms":null,"address":"","certificate_ends":null,"expected_ms":null,"anomaly_score":null,"anomaly_tier":""}

                """);
        }

        using var answer = await Client.PostAsync(new Uri("/v0/events?name=api_metrics&wait=true", UriKind.Relative), Json(rows.ToString()));
        Assert.Equal("""{"successful_rows":400,"quarantined_rows":0}""", await answer.Content.ReadAsStringAsync());
    }

    static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    public sealed class Servers : IAsyncLifetime
    {
        readonly PostgresFixture postgres = new();
        GrainwatchServer? server;

        public GrainwatchServer Server => server ?? throw new InvalidOperationException("The fixture has not started.");

        public async Task InitializeAsync()
        {
            await postgres.InitializeAsync();
            server = await GrainwatchServer.StartAsync(
                postgres,
                $"Grainwatch:Projects={Path.Combine(Grainwatch.Testing.Processes.Programs.RepositoryRoot(), "projects")}",
                "Grainwatch:Probes:AllowedNetworks:0=127.0.0.0/8",
                "Grainwatch:Probes:ResponseTimes:Trees=120",
                "Grainwatch:Probes:ResponseTimes:TrainingSpan=14.00:00:00",
                "Grainwatch:Probes:ResponseTimes:Critical:TrainingQuantile=0.9999",
                "Grainwatch:Probes:ResponseTimes:Critical:RobustZ=12");
        }

        public async Task DisposeAsync()
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }

            await postgres.DisposeAsync();
        }
    }
}
