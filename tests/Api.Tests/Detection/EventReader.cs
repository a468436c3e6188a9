using System.Text.Json;

namespace Grainwatch.Api.Tests.Detection;

/// <summary>Reads server-sent events from an answer.</summary>
sealed class EventReader : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly HttpResponseMessage response;
    readonly StreamReader reader;

    EventReader(HttpResponseMessage response, StreamReader reader)
    {
        this.response = response;
        this.reader = reader;
    }

    public HttpResponseMessage Response => response;

    /// <summary>Returns when the stream stands.</summary>
    public static async Task<EventReader> ConnectAsync(HttpClient client, string query = "", long? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/anomalies/stream{query}");
        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", $"{id}");
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var reader = new EventReader(response.EnsureSuccessStatusCode(), new StreamReader(await response.Content.ReadAsStreamAsync()));
        // "retry:", an empty line, and the first comment with its empty line.
        foreach (var expected in new[] { "retry: 2000", "", ":", "" })
        {
            Assert.Equal(expected, await reader.LineAsync());
        }

        return reader;
    }

    /// <summary>The next event; comments before it are passed over.</summary>
    public async Task<(long Id, string Name, JsonElement Data)> NextAsync()
    {
        var (id, name, data) = (0L, "", default(JsonElement));
        while (true)
        {
            switch (await LineAsync())
            {
                case null:
                    throw new EndOfStreamException();
                case "" when name.Length > 0:
                    return (id, name, data);
                case { } line when line.StartsWith("id: ", StringComparison.Ordinal):
                    id = long.Parse(line[4..]);
                    break;
                case { } line when line.StartsWith("event: ", StringComparison.Ordinal):
                    name = line[7..];
                    break;
                case { } line when line.StartsWith("data: ", StringComparison.Ordinal):
                    data = JsonDocument.Parse(line[6..]).RootElement.Clone();
                    break;
            }
        }
    }

    /// <summary>Null at the end of the answer.</summary>
    public async Task<string?> LineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await reader.ReadLineAsync(patience.Token);
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
