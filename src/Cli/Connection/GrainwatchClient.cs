using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Grainwatch.Cli.Connection;

/// <summary>The server's HTTP API, as far as the commands use it.</summary>
sealed class GrainwatchClient : IDisposable
{
    readonly HttpClient http;

    /// <summary>For what takes as long as it takes.</summary>
    readonly HttpClient patient;

    public GrainwatchClient(Uri url, string token)
    {
        Url = url.ToString().TrimEnd('/');
        Token = token;
        http = new HttpClient { BaseAddress = new Uri($"{Url}/"), Timeout = TimeSpan.FromSeconds(30) };
        patient = new HttpClient { BaseAddress = http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = patient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Without a slash at the end.</summary>
    public string Url { get; }

    public string Token { get; }

    public void Dispose()
    {
        http.Dispose();
        patient.Dispose();
    }

    /// <summary>Sends rows as newline-delimited JSON; returns once they are committed.</summary>
    /// <param name="key">The same key again writes nothing: a retry after a lost answer is safe.</param>
    public async Task<EventsAnswer> PostEventsAsync(
        string dataSource, ReadOnlyMemory<byte> rows, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v0/events?name={Uri.EscapeDataString(dataSource)}&wait=true");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new ReadOnlyMemoryContent(rows) { Headers = { ContentType = new("application/x-ndjson") } };
        using var answer = await SendAsync(() => http.SendAsync(request, cancellationToken), cancellationToken);
        return await answer.Content.ReadFromJsonAsync(CliJson.Default.EventsAnswer, cancellationToken);
    }

    public async Task PutThresholdAsync(string service, string severity, double perMinute, CancellationToken cancellationToken)
    {
        using var body = new StringContent($"{{\"threshold_per_minute\":{perMinute.ToString("R", CultureInfo.InvariantCulture)}}}");
        body.Headers.ContentType = new("application/json");
        using var answer = await SendAsync(
            () => http.PutAsync($"v1/thresholds/{Uri.EscapeDataString(service)}/{Uri.EscapeDataString(severity)}", body, cancellationToken),
            cancellationToken);
    }

    /// <param name="definition">JSON.</param>
    public async Task PutProbeAsync(string name, string definition, CancellationToken cancellationToken)
    {
        using var body = new StringContent(definition);
        body.Headers.ContentType = new("application/json");
        using var answer = await SendAsync(() => http.PutAsync($"v1/probes/{Uri.EscapeDataString(name)}", body, cancellationToken), cancellationToken);
    }

    /// <returns>An address that signs a browser in with this client's token, once.</returns>
    public async Task<string> CreateSignInLinkAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => http.PostAsync("v1/session/links", null, cancellationToken), cancellationToken);
        using var link = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return $"{Url}{link.RootElement.GetProperty("path").GetString()}";
    }

    /// <summary>Opens the stream of anomalies, after the event of that id, or from now on.</summary>
    public async Task<HttpResponseMessage> OpenAnomaliesAsync(string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/anomalies/stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await SendAsync(() => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);
    }

    /// <returns>An answer of success.</returns>
    /// <exception cref="ServerException">The server cannot be reached, or refused.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await SendAsync(() => http.SendAsync(request, cancellationToken), cancellationToken);
    }

    /// <summary>Waits without an end for an answer, whose body may be read as it comes.</summary>
    /// <exception cref="ServerException">The server cannot be reached, or refused.</exception>
    public Task<HttpResponseMessage> SendLongAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(() => patient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);

    async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await send();
        }
        catch (HttpRequestException unreachable)
        {
            throw new ServerException($"The server at {Url} cannot be reached: {unreachable.Message}") { IsTransient = true };
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw new ServerException(await ErrorAsync(answer, cancellationToken)) { IsTransient = (int)answer.StatusCode is 429 or >= 500 };
        }
    }

    static async Task<string> ErrorAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(text);
            return $"The server answered {(int)answer.StatusCode}: {json.RootElement.GetProperty("error").GetString()}";
        }
        catch (Exception notOurs) when (notOurs is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"The server answered {(int)answer.StatusCode} {answer.ReasonPhrase}.";
        }
    }
}
