using System.Net.Http.Json;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Api.Tests.Security;

/// <summary>
/// A server that two tenants share, with a token of filters for each, and one that holds the rows of the first alone: what the first sees
/// of the shared one must be what is there on its own.
/// </summary>
public sealed class TwoTenants : IAsyncLifetime
{
    /// <summary>In every text of the second tenant's rows.</summary>
    public const string Secret = "umbra";

    /// <summary>In every text of the first tenant's rows.</summary>
    public const string Own = "alba";

    readonly PostgresFixture postgres = new();

    public GrainwatchServer Shared { get; private set; } = null!;

    public GrainwatchServer Alone { get; private set; } = null!;

    /// <summary>Tokens of the shared server.</summary>
    public string First { get; private set; } = "";

    public string FirstJwt { get; private set; } = "";

    public string Second { get; private set; } = "";

    /// <summary>Sees everything on the server where the first tenant is alone.</summary>
    public string FirstAlone { get; private set; } = "";

    public IReadOnlyList<JsonElement> Pipes { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        Shared = await StartAsync();
        Alone = await StartAsync();
        foreach (var (server, both) in new[] { (Shared, true), (Alone, false) })
        {
            // The other's rows stand before, between and behind.
            await FillAsync(server, both ? [(2, Secret, 0), (1, Own, 0), (2, Secret, 1), (1, Own, 1), (2, Secret, 2)] : [(1, Own, 0), (1, Own, 1)]);
        }

        Pipes = [.. (await (await Shared.Client.GetAsync("/v0/pipes")).JsonAsync()).GetProperty("pipes").EnumerateArray()];
        First = await TokenAsync(Shared, "first", ["WORKSPACE:READ_ALL", .. Filters(1, Own)]);
        Second = await TokenAsync(Shared, "second", ["WORKSPACE:READ_ALL", .. Filters(2, Secret)]);
        FirstAlone = await TokenAsync(Alone, "first", ["WORKSPACE:READ_ALL"]);
        FirstJwt = await TokenAsync(
            Shared, "jwt", [.. Pipes.Select(pipe => $"PIPES:READ:{pipe.GetProperty("name").GetString()}"), .. Filters(1, Own)], "?expiration_time=4102444800");
    }

    public async Task DisposeAsync()
    {
        await Shared.DisposeAsync();
        await Alone.DisposeAsync();
        await postgres.DisposeAsync();
    }

    /// <returns>A new token of the shared server.</returns>
    public Task<string> TokenAsync(params string[] scopes) => TokenAsync(Shared, Guid.NewGuid().ToString(), scopes);

    /// <summary>At the time of the rows: a data source that keeps them for a while would lose them otherwise.</summary>
    async Task<GrainwatchServer> StartAsync() => await GrainwatchServer.StartAsync(
        await postgres.CreateDatabaseAsync(),
        [$"Grainwatch:Projects={Path.Combine(AppContext.BaseDirectory, "projects")}", "Grainwatch:Pipes:Timeout=00:00:30"],
        builder => builder.Services.AddSingleton<TimeProvider>(new ManualTime(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero))));

    static string[] Filters(int company, string name) =>
    [
        $"DATASOURCES:READ:system_logs:service like '{name}%'",
        $"DATASOURCES:READ:log_anomaly_thresholds:service like '{name}%'",
        $"DATASOURCES:READ:events:user_id like '{name}%'",
        $"DATASOURCES:READ:audit_log_hfi:company_id = {company}",
        $"DATASOURCES:READ:companies:company_id = {company}",
        $"DATASOURCES:READ:api_metrics:api_name like '{name}%'",
    ];

    static async Task FillAsync(GrainwatchServer server, IEnumerable<(int Company, string Name, int Part)> parts)
    {
        await using var clear = server.Database.CreateCommand("delete from grainwatch_data.companies");
        await clear.ExecuteNonQueryAsync();
        foreach (var (company, name, part) in parts)
        {
            var minutes = Enumerable.Range(part * 10, 10);
            await SendAsync(server, "system_logs", minutes.Select(i => new
            {
                timestamp = At(i), server_id = $"{name}-{i}", service = $"{name}-{i % 2}", severity = i % 3 == 0 ? "ERROR" : "INFO", message = $"{name} {i}",
                error_code = name, resource_id = name, metadata = "{}",
            }));
            await SendAsync(server, "log_anomaly_thresholds", [new { service = $"{name}-{part % 2}", severity = "ERROR", threshold_per_minute = 0.5, active = 1, updated_at = At(0) }]);
            await SendAsync(server, "events", minutes.Select(i => new
            {
                event_id = $"{name}-{i}", event_type = i % 2 == 0 ? "view" : name, user_id = $"{name}-{i % 4}", session_id = $"{name}-{i % 3}", timestamp = At(i), platform = name,
                app_version = "1", device_type = "phone", os = name, country = name, properties = $"{{\"of\":\"{name}\"}}",
            }));
            await SendAsync(server, "audit_log_hfi", minutes.Select(i => new
            {
                datetime = At(i), company_id = company, @event = "file_updated", payload = new { author = $"{name}-{i}", entity_id = name }, device = new { OS = name, browser = name },
            }));
            await SendAsync(server, "api_metrics", minutes.Select(i => new
            {
                timestamp = At(i), api_name = $"{name}-{i % 2}", kind = "http", success = i % 2, state = "up", status_code = 200, response_time_ms = i * 1.5, response_size_bytes = i,
                failure = "", error_message = name, address = name, anomaly_tier = i % 4 == 0 ? "high" : "", anomaly_score = 0.5,
            }));
            await using var insert = server.Database.CreateCommand(
                $"insert into grainwatch_data.companies (company_id, name, size, plan) select {company}, '{name}', {company}, '{name}' where {part} = 0");
            await insert.ExecuteNonQueryAsync();
        }
    }

    static string At(int minute) => $"2026-03-01 09:{minute:00}:30";

    static async Task SendAsync(GrainwatchServer server, string source, IEnumerable<object> rows)
    {
        using var answer = await server.Client.PostAsync(
            $"/v0/events?name={source}&wait=true", new StringContent(string.Join('\n', rows.Select(row => JsonSerializer.Serialize(row)))));
        Assert.Equal(0, (await answer.JsonAsync()).GetProperty("quarantined_rows").GetInt32());
    }

    static async Task<string> TokenAsync(GrainwatchServer server, string name, string[] scopes, string query = "")
    {
        using var answer = await server.Client.PostAsJsonAsync($"/v0/tokens{query}", new { name, scopes });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).GetProperty("token").GetString()!;
    }
}

/// <summary>Two servers take seconds to fill: the tests that only ask share them.</summary>
[CollectionDefinition(Name)]
public sealed class TwoTenantsCollection : ICollectionFixture<TwoTenants>
{
    public const string Name = "two tenants";
}
