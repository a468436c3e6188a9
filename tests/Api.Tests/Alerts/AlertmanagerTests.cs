using System.Net.Http.Json;
using System.Text.Json;
using Grainwatch.Api.Tests.Alerts.Support;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Api.Tests.Alerts;

/// <summary>Debian's Alertmanager is told of anomalies.</summary>
public sealed class AlertmanagerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task It_shows_an_anomaly_firing_and_then_no_more()
    {
        Tool.Require("prometheus-alertmanager");
        var folder = Directory.CreateTempSubdirectory("grainwatch-alertmanager-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "alertmanager.yml"), "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
            var port = ServerProcess.FreePort();
            using var alertmanager = new ForeignProgram(
                ForeignProgram.Find("prometheus-alertmanager")!,
                $"--config.file={Path.Combine(folder, "alertmanager.yml")}",
                $"--storage.path={Path.Combine(folder, "data")}",
                $"--web.listen-address=127.0.0.1:{port}",
                "--cluster.listen-address=");
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Eventually.BecomesTrueAsync(async () => await AlertsAsync(client) is not null, "Alertmanager listens");
            await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
            await server.TellAsync($"{{\"alertmanager\": {{\"url\": \"http://127.0.0.1:{port}\"}}}}");

            var id = await server.FireAsync("checkout");
            await Eventually.BecomesTrueAsync(async () => await AlertsAsync(client) is { Length: 1 }, "Alertmanager shows the alert");
            var alert = Assert.Single((await AlertsAsync(client))!);
            Assert.Equal("active", alert.GetProperty("status").GetProperty("state").GetString());
            Assert.Equal("checkout", alert.GetProperty("labels").GetProperty("service").GetString());
            Assert.Equal("checkout ERROR: 120 logs in one minute, threshold 100", alert.GetProperty("annotations").GetProperty("summary").GetString());
            Assert.Equal($"{id}", alert.GetProperty("annotations").GetProperty("anomaly_id").GetString());
            // It would take the alert to be over after five minutes, was it not told otherwise.
            Assert.True(alert.GetProperty("endsAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow().AddHours(1));

            await server.ResolveAsync("checkout");
            await Eventually.BecomesTrueAsync(async () => await AlertsAsync(client) is { Length: 0 }, "Alertmanager shows no alert any more");
            await server.AllToldAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>Null when it has not begun to listen.</returns>
    static async Task<JsonElement[]?> AlertsAsync(HttpClient client)
    {
        try
        {
            return await client.GetFromJsonAsync<JsonElement[]>("/api/v2/alerts");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
