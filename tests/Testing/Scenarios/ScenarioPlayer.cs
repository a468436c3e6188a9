using System.Globalization;
using System.Text;
using System.Text.Json;
using Grainwatch.Domain.Time;
using Npgsql;
using Xunit;

namespace Grainwatch.Testing.Scenarios;

/// <summary>
/// Plays a script against the whole product: logs come in over HTTP, what is told goes out over HTTP. The clock stops every half minute until
/// nothing is left to do. What is told is named by the stop before which it was told: it came in the half minute up to it.
/// </summary>
sealed class ScenarioPlayer(RunningProduct product, NpgsqlDataSource database, FakeTime time, WebhookSink receiver)
{
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    /// <summary>Waits of the product go on only while time passes, so at a stop a little of it does. Scripts leave seconds of room for that.</summary>
    static readonly TimeSpan Nudge = TimeSpan.FromMilliseconds(25);

    readonly DateTimeOffset start = time.GetUtcNow();
    readonly List<string> told = [];

    /// <param name="resources">An alerts.yml, with RECEIVER where the address of the receiver belongs.</param>
    public async Task PlayAsync(string resources, ScenarioScript script)
    {
        await SendAsync(
            HttpMethod.Put, "/v1/alert-files/alerts.yml", resources.Replace("RECEIVER", receiver.Url.ToString(), StringComparison.Ordinal), "application/yaml");
        for (var now = TimeSpan.Zero; now <= script.End; now += Beat)
        {
            time.Jump(start + now - time.GetUtcNow());
            foreach (var step in script.Steps.Where(step => step.At == now))
            {
                await DoAsync(step.What.Split(' '));
            }

            await SettleAsync();
            told.AddRange(receiver.Take().Select(message => ScenarioScript.Told(now, Describe(message))).Order(StringComparer.Ordinal));
        }

        Assert.Equal(script.Expected, told);
    }

    Task DoAsync(string[] words) => words switch
    {
        ["logs", .. var counts] => LogAsync(counts),
        ["silence", var matcher, var duration] => SendAsync(
            HttpMethod.Post,
            "/v1/silences",
            JsonSerializer.Serialize(new { match = new[] { matcher }, created_by = "ada", comment = "known", duration }),
            "application/json"),
        ["acknowledge", var id] => SendAsync(
            HttpMethod.Post, $"/v1/anomalies/{id}/acknowledge", """{"by": "ada", "comment": "on it"}""", "application/json"),
        ["move"] => product.MoveAsync(),
        ["end"] => Task.CompletedTask,
        _ => throw new ArgumentException($"A scenario cannot '{string.Join(' ', words)}'."),
    };

    /// <param name="counts">Such as "cart/ERROR", "12", "search/INFO", "3".</param>
    async Task LogAsync(string[] counts)
    {
        var rows = counts.Chunk(2).SelectMany(series => Enumerable.Repeat(series[0].Split('/'), int.Parse(series[1], CultureInfo.InvariantCulture)));
        await SendAsync(
            HttpMethod.Post,
            "/v0/events?name=system_logs&wait=true",
            string.Join('\n', rows.Select(name => JsonSerializer.Serialize(new
            {
                timestamp = time.GetUtcNow(),
                server_id = "a",
                service = name[0],
                severity = name[1],
                message = "m",
                error_code = "",
                resource_id = "",
                metadata = "",
            }))),
            "application/x-ndjson");
    }

    async Task SendAsync(HttpMethod method, string path, string body, string type)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        using var response = await product.Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until the minutes that are due are judged, what came of it is told, and nothing more is due at this time.</summary>
    Task SettleAsync() => Eventually.BecomesTrueAsync(
        async () =>
        {
            time.Advance(Nudge);
            var now = time.GetUtcNow();
            if (!await JudgedMinutes.ReachAsync(database, Minute.Of(now - RunningProduct.JudgedAfter) - 1))
            {
                return false;
            }

            await using var command = database.CreateCommand(
                """
                select (select last_event_id from alert_dispatch) >= (select coalesce(max(id), 0) from anomaly_events)
                    and not exists (select from alert_groups where due_at <= $1)
                    and not exists (select from notifications where state = 'pending')
                """);
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
            return (bool)(await command.ExecuteScalarAsync())!;
        },
        $"all is told at {time.GetUtcNow() - start}",
        // A process that ends finishes what it has; the next one waits for it.
        within: TimeSpan.FromMinutes(2));

    /// <summary>The receiver, the reason, and the alerts: "+" is told for the first time, "=" still fires, "-" has resolved.</summary>
    static string Describe(JsonElement message) => string.Join(
        ' ',
        [
            message.GetProperty("receiver").GetString(),
            message.GetProperty("reason").GetString(),
            .. message.GetProperty("alerts").EnumerateArray().Select(Alert).Order(StringComparer.Ordinal),
        ]);

    static string Alert(JsonElement alert)
    {
        var labels = alert.GetProperty("labels");
        var sign = alert.GetProperty("status").GetString() == "resolved" ? "-" : alert.GetProperty("is_new").GetBoolean() ? "+" : "=";
        return $"{sign}{labels.GetProperty("service")}/{labels.GetProperty("severity")}{(alert.GetProperty("is_flapping").GetBoolean() ? "~" : "")}";
    }
}
