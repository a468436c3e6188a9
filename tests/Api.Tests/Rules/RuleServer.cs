using System.Globalization;
using System.Text;
using System.Text.Json;
using Grainwatch.Api.Tests.Detection;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Time;
using Grainwatch.Testing;
using Grainwatch.Testing.Contracts;

namespace Grainwatch.Api.Tests.Rules;

/// <summary>A server that judges minutes by rules, and whose minutes the test writes one after the other.</summary>
sealed class RuleServer : IAsyncDisposable
{
    /// <summary>The rules of the data projects that come with the product.</summary>
    static readonly string[] Shipped = ["unusual-errors", "silent-services"];

    readonly CommittedLogs logs;

    RuleServer(LiveServer live)
    {
        Live = live;
        logs = new CommittedLogs(live.Server.Database);
    }

    public LiveServer Live { get; }

    Minute Clock => Minute.Of(Live.Time.GetUtcNow());

    /// <param name="rules">As the list in a file, in one line each.</param>
    public static async Task<RuleServer> StartAsync(string connectionString, params string[] rules)
    {
        var server = new RuleServer(await LiveServer.StartAsync(connectionString));
        // The minutes before the first turn of a shard are learnt from, and not judged.
        await server.JudgedAsync();
        if (rules.Length > 0)
        {
            var (status, body) = await server.PutFileAsync($"rules:\n{string.Join('\n', rules.Select(rule => $"  - {rule}"))}");
            Assert.True(status == 200, body);
        }

        return server;
    }

    public async Task<(int Status, string Body)> PutFileAsync(string file)
    {
        using var response = await Live.Client.PutAsync("/v1/alert-files/alerts.yml", new StringContent(file, Encoding.UTF8, "application/yaml"));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Commits what a series counted in the minutes before now, oldest first.</summary>
    public async Task HistoryAsync(string service, IReadOnlyList<long> counts, string severity = "ERROR") => await logs.CommitAsync(
        new SeriesCounts(
            await logs.SeriesAsync(service, severity),
            [.. counts.Select((count, index) => new MinuteCount(Clock - counts.Count + index, count)).Where(minute => minute.Count > 0)]));

    /// <summary>What series count in the minute that is on the clock, such as "cart/ERROR 12"; then it passes, and is judged.</summary>
    public async Task MinuteAsync(params string[] counts)
    {
        foreach (var words in counts.Select(count => count.Split('/', ' ')))
        {
            await Live.LogAsync(words[0], long.Parse(words[2], CultureInfo.InvariantCulture), words[1]);
        }

        await PassAsync();
    }

    public async Task MinutesAsync(int minutes, params string[] counts)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            await MinuteAsync(counts);
        }
    }

    /// <summary>Sends logs of cart/ERROR, as clients do.</summary>
    public async Task LogAsync(IEnumerable<(DateTimeOffset At, string Message)> logs)
    {
        var rows = logs.Select(log => JsonSerializer.Serialize(new
        {
            timestamp = log.At,
            server_id = "a",
            service = "cart",
            severity = "ERROR",
            message = log.Message,
            error_code = "",
            resource_id = "",
            metadata = "",
        }));
        using var sent = await Live.Client.PostAsync("/v0/events?name=system_logs&wait=true", new StringContent(string.Join('\n', rows)));
        Assert.Contains("\"quarantined_rows\":0", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>
    /// Waits until the minute before the one on the clock is judged. A little time passes: a job that the last advance met between its look at
    /// the clock and its wait would wait for ever.
    /// </summary>
    public async Task JudgedAsync()
    {
        var last = Clock - 1;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                if (await JudgedMinutes.ReachAsync(Live.Server.Database, last))
                {
                    return true;
                }

                Live.Time.Advance(TimeSpan.FromMilliseconds(10));
                return false;
            },
            $"{last} is judged");
    }

    /// <summary>All anomalies of the test's own rules, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> AnomaliesAsync()
    {
        using var response = await Live.Client.GetAsync("/v1/anomalies");
        return
        [
            .. (await response.EnsureSuccessStatusCode().JsonAsync()).GetProperty("anomalies").EnumerateArray().Reverse()
                .Where(anomaly => !Shipped.Contains(anomaly.GetProperty("rule").GetString())),
        ];
    }

    public async Task<long> EventsAsync()
    {
        await using var command = Live.Server.Database.CreateCommand("select count(*) from anomaly_events");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<JsonElement> PostAsync(string path, string json, int status = 200)
    {
        using var response = await Live.Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, body);
        return JsonDocument.Parse(body).RootElement;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Live.Client.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    public ValueTask DisposeAsync() => Live.DisposeAsync();

    async Task PassAsync()
    {
        Live.Time.Advance(TimeSpan.FromMinutes(1));
        await JudgedAsync();
    }
}
