using System.Net.Http.Json;
using System.Text.Json;
using Grainwatch.Bench.Ingest;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Grainwatch.Testing.Scenarios;
using Npgsql;

namespace Grainwatch.Bench.Page;

/// <summary>
/// A service with two weeks of errors that come and go with the day, and then more than that. The rule that ships finds it, and a receiver is told.
/// </summary>
sealed class ErrorStory(Uri address, string socket) : IAsyncDisposable
{
    const string Service = "stock";
    const int Days = 14;
    const int ErrorsAMinute = 90;
    static readonly TimeSpan Step = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    readonly HttpClient client = new() { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", ServerProcess.Token) } };
    readonly WebhookSink receiver = new();

    /// <returns>The anomaly's id.</returns>
    public async Task<long> PlayAsync()
    {
        // So that no minute is only half of what was filled in, or half of errors.
        await Pictures.NextMinuteAsync();
        await FillAsync();
        // Resources that change make the rules look at history.
        await PutAsync("/v1/receivers/ops", new { webhook = new { url = receiver.Url } });
        await PutAsync("/v1/routes", new { routes = new[] { new { match = new[] { $"service={Service}", "reason=baseline" }, receiver = "ops", group_wait = "10s" } } });
        for (var begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun) < Longest;)
        {
            await LogAsync();
            await Task.Delay(Step, TimeProvider.System);
            if (await FindAsync() is { } id)
            {
                using var done = await client.PostAsJsonAsync($"/v1/anomalies/{id}/acknowledge", new { by = "ada", comment = "the supplier's API is down" });
                done.EnsureSuccessStatusCode();
                return id;
            }
        }

        throw new InvalidOperationException("No rule found the errors.");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await receiver.DisposeAsync();
    }

    /// <summary>Counts as compaction leaves them.</summary>
    async Task FillAsync()
    {
        await using var database = Database.Open(
            new NpgsqlConnectionStringBuilder { Host = socket, Username = "grainwatch", Database = "grainwatch" }.ConnectionString);
        await using var fill = database.CreateCommand(FormattableString.Invariant(
            $"""
            with made as (insert into series (service, severity) values ('{Service}', 'ERROR') returning id)
            insert into log_minute_totals (series_id, minute, count)
            select id, minute, (16 + 10 * sin(2 * pi() * extract(epoch from minute) / 86400) + i * 2654435761 % 13 + i * 40503 % 7)::bigint
            from made, generate_series(1, {Days * 1440}::bigint) i, date_trunc('minute', now() - i * interval '1 minute') minute
            """));
        await fill.ExecuteNonQueryAsync();
    }

    async Task LogAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var logs = Enumerable.Range(0, (int)(ErrorsAMinute * Step.TotalMinutes)).Select(i => new BenchEvent(
            now, $"srv-{i % 3}", Service, "ERROR", $"supplier answered 503 for item {i * 7919 % 1000}", "E503", $"item-{i * 7919 % 1000}", "{}").ToJson());
        using var stored = await client.PostAsync("/v0/events?name=system_logs&wait=true", new StringContent(string.Join('\n', logs)));
        stored.EnsureSuccessStatusCode();
    }

    async Task PutAsync(string path, object body)
    {
        using var done = await client.PutAsJsonAsync(path, body);
        done.EnsureSuccessStatusCode();
    }

    /// <returns>The anomaly, when its receiver was told.</returns>
    async Task<long?> FindAsync()
    {
        var found = await client.GetFromJsonAsync<JsonElement>($"/v1/anomalies?service={Service}&reason=baseline");
        return receiver.Take().Count > 0 ? found.GetProperty("anomalies")[0].GetProperty("id").GetInt64() : null;
    }
}
