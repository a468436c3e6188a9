using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Web.Tests.Support;

/// <summary>A real server process on a database of its own.</summary>
public sealed class WebServer : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    readonly string data = Directory.CreateTempSubdirectory("grainwatch-web-").FullName;
    ServerProcess? process;

    public HttpClient Api { get; private set; } = null!;

    public Uri Address => process!.Address;

    public string Output => process!.Output;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        await postgres.InitializeAsync();
        process = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["ConnectionStrings__Grainwatch"] = await postgres.CreateDatabaseAsync(),
            ["Grainwatch__Data"] = data,
            ["Grainwatch__Probes__AllowedNetworks__0"] = "127.0.0.0/8",
            // A minute is judged as soon as it is over.
            ["Grainwatch__Rules__DelaySeconds"] = "1",
            ["Grainwatch__Rules__PollSeconds"] = "1",
            // Every test signs in anew.
            ["Grainwatch__Tokens__GuessesPerMinute"] = "100000",
        });
        await process.StartAsync();
        Api = Client(ServerProcess.Token);
    }

    public async Task DisposeAsync()
    {
        Api?.Dispose();
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        await postgres.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    public HttpClient Client(string token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Logs of this moment.</summary>
    public Task LogAsync(string service, string severity, int count, string message = "something") =>
        LogAsync(Enumerable.Range(0, count).Select(i => Log(service, severity, $"{message} {i}")));

    public async Task LogAsync(IEnumerable<object> logs)
    {
        using var stored = await Api.PostAsJsonAsync("/v0/events?name=system_logs&wait=true", logs);
        using var answer = JsonDocument.Parse(await stored.Content.ReadAsStringAsync());
        Assert.Equal(0, answer.RootElement.GetProperty("quarantined_rows").GetInt32());
    }

    public static object Log(string service, string severity, string message, string metadata = "{}", DateTimeOffset? at = null) => new
    {
        timestamp = (at ?? TimeProvider.System.GetUtcNow()).ToString("O"), server_id = "srv-1", service, severity, message, error_code = "E1", resource_id = "r1", metadata,
    };

    public async Task RuleAsync(string name, object rule)
    {
        using var answer = await Api.PutAsJsonAsync($"/v1/rules/{name}", rule);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task ThresholdAsync(string service, string severity, int perMinute)
    {
        using var answer = await Api.PutAsJsonAsync(
            $"/v1/thresholds/{Uri.EscapeDataString(service)}/{Uri.EscapeDataString(severity)}", new { threshold_per_minute = perMinute });
        answer.EnsureSuccessStatusCode();
    }
}
