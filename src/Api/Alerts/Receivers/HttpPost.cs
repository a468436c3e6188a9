using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Grainwatch.Api.Alerts.Receivers;

/// <summary>Posts JSON to receivers and says what the answer means. Redirects are not followed: they would carry alerts and keys elsewhere.</summary>
sealed class HttpPost : IDisposable
{
    /// <summary>As much of an answer as is put into the log.</summary>
    const int MaxAnswer = 300;

    static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // Names move: a connection that is kept must not outlive the address it was made to for long.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        // The caller's token carries it.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<DeliveryOutcome> SendAsync(
        Uri address,
        ReadOnlyMemory<byte> json,
        AuthenticationHeaderValue? authorization,
        IEnumerable<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        request.Headers.Authorization = authorization;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Grainwatch", null));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return await JudgeAsync(response, cancellationToken);
        }
        catch (HttpRequestException broken)
        {
            return new DeliveryOutcome.Failed($"{address.Host} cannot be reached: {broken.InnerException?.Message ?? broken.Message}", IsPermanent: false);
        }
        catch (IOException broken)
        {
            return new DeliveryOutcome.Failed($"The connection to {address.Host} broke: {broken.Message}", IsPermanent: false);
        }
    }

    static async Task<DeliveryOutcome> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return new DeliveryOutcome.Delivered($"answered {status}");
        }

        var problem = $"answered {status}: {await BeginningAsync(response, cancellationToken)}".TrimEnd(' ', ':');
        if (status is >= 300 and < 400)
        {
            return new DeliveryOutcome.Failed($"{problem}. Redirects are not followed; configure the final address.", IsPermanent: true);
        }

        var isTemporary = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425 || status >= 500;
        return new DeliveryOutcome.Failed(problem, !isTemporary, isTemporary ? RetryAfter(response) : null);
    }

    static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta is { } wait
        ? (wait < MaxRetryAfter ? wait : MaxRetryAfter)
        : null;

    static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MaxAnswer];
        var length = await stream.ReadAtLeastAsync(bytes, MaxAnswer, throwOnEndOfStream: false, cancellationToken);
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    public void Dispose() => client.Dispose();
}
