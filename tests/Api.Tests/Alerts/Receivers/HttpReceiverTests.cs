using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Api.Alerts.Receivers.Alertmanager;
using Grainwatch.Api.Alerts.Receivers.PagerDuty;
using Grainwatch.Api.Alerts.Receivers.Slack;
using Grainwatch.Api.Alerts.Receivers.Teams;
using Grainwatch.Api.Alerts.Receivers.Webhook;
using Grainwatch.Api.Tests.Alerts.Support;
using Microsoft.AspNetCore.Http;

namespace Grainwatch.Api.Tests.Alerts.Receivers;

public sealed class HttpReceiverTests : IAsyncLifetime
{
    readonly HttpPost http = new();
    HttpReceiver server = null!;

    public async Task InitializeAsync() => server = await HttpReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
    }

    Receiver Webhook => Some.Receiver(
        $"{{name: hook, webhook: {{url: \"{server.Url}\", signing_secret: Hook}}}}", new WebhookChannel(http, TimeProvider.System), ("Hook", "key of the test"));

    [Fact]
    public async Task A_webhook_gets_signed_json_that_says_what_how_much_since_when_and_against_what()
    {
        Assert.IsType<DeliveryOutcome.Delivered>(await Webhook.SendAsync(Some.Firing(Some.Alert())));
        var post = Assert.Single(server.Posts);
        Assert.Equal("018f0000-0000-7000-8000-000000000001", post.Headers["Grainwatch-Delivery"]);
        var json = post.Json;
        Assert.Equal("firing", json.GetProperty("status").GetString());
        Assert.Equal("first_firing", json.GetProperty("reason").GetString());
        Assert.Equal("[FIRING] checkout ERROR: 120 logs in one minute (peak 300), threshold 100", json.GetProperty("title").GetString());
        var alert = json.GetProperty("alerts")[0];
        Assert.Equal(7, alert.GetProperty("anomaly_id").GetInt64());
        Assert.Equal("checkout", alert.GetProperty("labels").GetProperty("service").GetString());
        Assert.Equal(120, alert.GetProperty("observed").GetDouble());
        Assert.Equal(100, alert.GetProperty("expected").GetDouble());
        Assert.Equal("2026-03-02T11:55:00+00:00", alert.GetProperty("starts_at").GetString());
        Assert.Equal("https://logs.example.com/watch/#/anomalies/7", json.GetProperty("link").GetString());
    }

    [Fact]
    public async Task A_webhook_signature_is_the_hmac_of_its_time_and_the_body()
    {
        await Webhook.SendAsync(Some.Firing(Some.Alert()));
        var post = Assert.Single(server.Posts);
        var parts = post.Headers["Grainwatch-Signature"].Split(',').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes("key of the test"), Encoding.UTF8.GetBytes($"{parts["t"]}.{post.Body}"));
        Assert.Equal(Convert.ToHexStringLower(hash), parts["v1"]);
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(503, false)]
    [InlineData(429, false)]
    [InlineData(408, false)]
    [InlineData(400, true)]
    [InlineData(403, true)]
    [InlineData(404, true)]
    [InlineData(410, true)]
    public async Task A_refusal_says_whether_another_attempt_may_help(int status, bool isPermanent)
    {
        server.Answer = async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("no\u0007 thanks");
        };
        var failed = Assert.IsType<DeliveryOutcome.Failed>(await Webhook.SendAsync(Some.Firing(Some.Alert())));
        Assert.Equal(isPermanent, failed.IsPermanent);
        Assert.Equal($"answered {status}: no  thanks", failed.Problem);
    }

    [Fact]
    public async Task The_time_that_a_receiver_asks_for_is_kept_within_bounds()
    {
        server.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        };
        Assert.Equal(TimeSpan.FromMinutes(2), Assert.IsType<DeliveryOutcome.Failed>(await Webhook.SendAsync(Some.Firing(Some.Alert()))).RetryAfter);
        server.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "999999";
            return Task.CompletedTask;
        };
        Assert.Equal(TimeSpan.FromHours(1), Assert.IsType<DeliveryOutcome.Failed>(await Webhook.SendAsync(Some.Firing(Some.Alert()))).RetryAfter);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        server.Answer = context =>
        {
            context.Response.Redirect("/elsewhere", permanent: false);
            return Task.CompletedTask;
        };
        Assert.True(Assert.IsType<DeliveryOutcome.Failed>(await Webhook.SendAsync(Some.Firing(Some.Alert()))).IsPermanent);
        Assert.Single(server.Posts);
    }

    [Fact]
    public async Task Nobody_listening_is_worth_another_attempt()
    {
        using var free = new TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var receiver = Some.Receiver($"{{name: hook, webhook: {{url: \"http://127.0.0.1:{port}/\"}}}}", new WebhookChannel(http, TimeProvider.System));
        Assert.False(Assert.IsType<DeliveryOutcome.Failed>(await receiver.SendAsync(Some.Firing(Some.Alert()))).IsPermanent);
    }

    [Fact]
    public async Task Slack_gets_text_in_which_no_service_can_call_everybody()
    {
        var receiver = Some.Receiver("{name: s, slack: {url_secret: Slack}}", new SlackChannel(http), ("Slack", server.Url.AbsoluteUri));
        await receiver.SendAsync(Some.Firing(Some.Alert("<!everyone> & co")));
        var json = Assert.Single(server.Posts).Json;
        Assert.StartsWith("<https://logs.example.com/watch/#/anomalies/7|[FIRING] &lt;!everyone&gt; &amp; co ERROR", json.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("danger", json.GetProperty("attachments")[0].GetProperty("color").GetString());
        Assert.DoesNotContain("<!", json.GetProperty("attachments")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Teams_gets_an_adaptive_card()
    {
        var receiver = Some.Receiver("{name: t, teams: {url_secret: Teams}}", new TeamsChannel(http), ("Teams", server.Url.AbsoluteUri));
        await receiver.SendAsync(Some.Resolved(Some.Alert("check_out")));
        var attachment = Assert.Single(server.Posts).Json.GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        var title = attachment.GetProperty("content").GetProperty("body")[0];
        Assert.Equal("Good", title.GetProperty("color").GetString());
        Assert.StartsWith("\\[RESOLVED\\] check\\_out ERROR", title.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PagerDuty_gets_one_incident_for_a_group_and_its_end()
    {
        var receiver = Some.Receiver(
            $"{{name: p, pagerduty: {{url: \"{server.Url}\", routing_key_secret: Key}}}}", new PagerDutyChannel(http), ("Key", "R0UT1NG"));
        await receiver.SendAsync(Some.Firing(Some.Alert()));
        await receiver.SendAsync(Some.Resolved(Some.Alert()));
        var (trigger, resolve) = (server.Posts[0].Json, server.Posts[1].Json);
        Assert.Equal("trigger", trigger.GetProperty("event_action").GetString());
        Assert.Equal("R0UT1NG", trigger.GetProperty("routing_key").GetString());
        Assert.Equal("error", trigger.GetProperty("payload").GetProperty("severity").GetString());
        Assert.Equal("resolve", resolve.GetProperty("event_action").GetString());
        Assert.Equal(trigger.GetProperty("dedup_key").GetString(), resolve.GetProperty("dedup_key").GetString());
    }

    [Fact]
    public async Task Alertmanager_gets_the_alerts_each_with_its_end()
    {
        var root = new Uri(server.Url, "/");
        var receiver = Some.Receiver(
            $"{{name: a, alertmanager: {{url: \"{root}\", username: ada, password_secret: Am}}}}", new AlertmanagerChannel(http), ("Am", "pässword"));
        await receiver.SendAsync(Some.Firing(Some.Alert(), Some.Alert("cart", id: 8)));
        var post = Assert.Single(server.Posts);
        Assert.Equal("/api/v2/alerts", post.Path);
        Assert.Equal($"Basic {Convert.ToBase64String("ada:pässword"u8)}", post.Headers["Authorization"]);
        Assert.Equal(2, post.Json.GetArrayLength());
        Assert.Equal("Grainwatch threshold", post.Json[0].GetProperty("labels").GetProperty("alertname").GetString());
        Assert.Equal(Some.Noon.AddHours(12), post.Json[0].GetProperty("endsAt").GetDateTimeOffset());
    }
}
