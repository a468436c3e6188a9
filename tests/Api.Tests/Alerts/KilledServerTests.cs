using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Grainwatch.Api.Tests.Alerts.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Api.Tests.Alerts;

/// <summary>kill -9 between an anomaly and its delivery.</summary>
public sealed class KilledServerTests : IAsyncLifetime
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grainwatch-killed-");
    HttpReceiver receiver = null!;
    ServerProcess server = null!;
    HttpClient client = null!;

    public async Task InitializeAsync()
    {
        // Postgres runs as another user when the tests run as root, and must be able to pass through.
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
        receiver = await HttpReceiver.StartAsync();
        server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = folder.FullName,
            ["Grainwatch__Alerts__TimeoutSeconds"] = "10",
            ["Grainwatch__Alerts__PollMilliseconds"] = "50",
        });
        client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.Token);
        await server.StartAsync();
        await SendAsync(HttpMethod.Put, "/v1/receivers/ops", receiver.Spec);
        await SendAsync(HttpMethod.Put, "/v1/thresholds/*/*", """{"threshold_per_minute": 5}""");
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        await receiver.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_not_told_when_the_server_was_killed_is_told_afterwards_once()
    {
        await SendAsync(HttpMethod.Put, "/v1/routes", """{"receiver": "ops", "group_wait": "15s"}""");
        await BreachAsync("checkout");
        // The anomaly is stored, and its group waits.
        await Eventually.BecomesTrueAsync(async () => (await OpenAsync()) == 1, "the anomaly is open");
        await server.KillAsync();
        Assert.Empty(receiver.Posts);

        await server.StartAsync();
        await receiver.WaitForAsync(1);
        await Eventually.BecomesTrueAsync(async () => (await DeliveredAsync()) == 1, "the message is delivered", TimeSpan.FromSeconds(90));
        Assert.Equal("checkout", Assert.Single(receiver.Posts).Json.GetProperty("group_labels").GetProperty("service").GetString());
    }

    [Fact]
    public async Task A_message_that_was_on_its_way_when_the_server_was_killed_comes_again_under_its_id()
    {
        await SendAsync(HttpMethod.Put, "/v1/routes", """{"receiver": "ops", "group_wait": "0s"}""");
        var arrived = new TaskCompletionSource();
        receiver.Answer = async context =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        await BreachAsync("checkout");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await server.KillAsync();
        receiver.Answer = _ => Task.CompletedTask;

        await server.StartAsync();
        await Eventually.BecomesTrueAsync(async () => (await DeliveredAsync()) == 1, "the message is delivered", TimeSpan.FromSeconds(90));
        Assert.Single(receiver.Posts.Select(post => post.Headers["Grainwatch-Delivery"]).Distinct());
    }

    async Task BreachAsync(string service)
    {
        var now = TimeProvider.System.GetUtcNow();
        var log = JsonSerializer.Serialize(new
        {
            timestamp = now.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
            server_id = "s1",
            service,
            severity = "ERROR",
            message = "broken",
            error_code = "",
            resource_id = "",
            metadata = "{}",
        });
        await SendAsync(HttpMethod.Post, "/v0/events?name=system_logs", string.Join('\n', Enumerable.Repeat(log, 6)));
    }

    async Task SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    async Task<int> OpenAsync() => (await client.GetFromJsonAsync<JsonElement>("/v1/anomalies?state=open")).GetProperty("anomalies").GetArrayLength();

    async Task<int> DeliveredAsync() => (await client.GetFromJsonAsync<JsonElement>("/v1/notifications?state=delivered")).GetProperty("data").GetArrayLength();
}
