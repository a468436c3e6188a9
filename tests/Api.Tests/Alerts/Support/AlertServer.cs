using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Detection;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Alerts.Support;

/// <summary>A server that looks for something to tell often, and a way to let anomalies fire and resolve on it as monitors do.</summary>
sealed class AlertServer(GrainwatchServer server) : IAsyncDisposable
{
    readonly AnomalyStore anomalies = new(server.Database);
    readonly SeriesHistoryReader series = new(server.Database);
    readonly Dictionary<SeriesKey, Episode> open = [];
    int fired;

    public GrainwatchServer Server => server;

    public static async Task<AlertServer> StartAsync(string connectionString, params string[] settings) => new(await GrainwatchServer.StartAsync(
        connectionString,
        [
            "Grainwatch:Alerts:PollMilliseconds=20",
            "Grainwatch:Alerts:RetrySeconds=0.02",
            "Grainwatch:Alerts:MaxRetrySeconds=0.1",
            // No message is given up while a test gets on with what it does.
            "Grainwatch:Alerts:Attempts=1000",
            .. settings,
        ]));

    /// <summary>One receiver of a kind, which is told of everything at once.</summary>
    public async Task TellAsync(string receiver)
    {
        await PutAsync("/v1/receivers/ops", receiver);
        await PutAsync("/v1/routes", """{"receiver": "ops", "group_by": ["service", "severity"], "group_wait": "0s", "group_interval": "0s"}""");
    }

    public Task TellWebhookAsync(HttpReceiver receiver) => TellAsync(receiver.Spec);

    public async Task PutAsync(string path, string json)
    {
        using var response = await server.Client.PutAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await server.Client.PostAsJsonAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await server.Client.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    /// <returns>The anomaly's id.</returns>
    public async Task<long> FireAsync(string service, string severity = "ERROR")
    {
        var key = new SeriesKey(service, severity);
        var now = TimeProvider.System.GetUtcNow();
        // Episodes of a series never overlap, so each takes a minute of its own.
        var minute = Minute.Of(now) - 1000 + fired++;
        var episode = new Episode(AnomalyReason.Threshold, minute, minute, 120, 100, 120, now, null);
        open[key] = episode;
        var events = await anomalies.ApplyAsync([new EpisodeChange.Opened(await series.ResolveAsync(key, default), episode)], default);
        return Assert.Single(events).Anomaly.Id;
    }

    public async Task ResolveAsync(string service, string severity = "ERROR")
    {
        var key = new SeriesKey(service, severity);
        var ended = open[key] with { ResolvedAt = TimeProvider.System.GetUtcNow() };
        open[key] = ended;
        Assert.Single(await anomalies.ApplyAsync([new EpisodeChange.Resolved(await series.ResolveAsync(key, default), ended)], default));
    }

    /// <summary>Waits until every event was taken and no message is on its way.</summary>
    public Task AllToldAsync() => Eventually.BecomesTrueAsync(
        async () =>
        {
            await using var command = server.Database.CreateCommand(
                """
                select (select last_event_id from alert_dispatch) >= (select coalesce(max(id), 0) from anomaly_events)
                    and not exists (select from alert_groups where due_at <= now())
                    and not exists (select from notifications where state = 'pending')
                """);
            return (bool)(await command.ExecuteScalarAsync())!;
        },
        "everything is told");

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
