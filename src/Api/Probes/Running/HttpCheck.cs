using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.Probes.Assertions;

namespace Grainwatch.Api.Probes.Running;

/// <summary>Sends the request of an HTTP probe over a connection of its own and holds the answer against what is expected.</summary>
sealed class HttpCheck(Dialer dialer, ProbeSettings settings)
{
    const string UserAgent = "grainwatch-probe";

    public async Task RunAsync(HttpTarget target, IReadOnlyList<Assertion> expect, RunTrace trace, CancellationToken cancellationToken)
    {
        using HttpMessageInvoker client = new(Handler(target.Tls, trace));
        var hop = new HttpHop(target.Url, target.Method, WithPayload: true);
        for (var redirects = 0; ; redirects++)
        {
            using var request = Request(target, hop);
            using var response = await SendAsync(client, request, trace, cancellationToken);
            if (target.Redirects == 0 || !hop.IsFollowedBy(response, out var next))
            {
                await ReadAsync(response, expect, trace, cancellationToken);
                return;
            }

            if (redirects == target.Redirects)
            {
                throw new ProbeFailedException(ProbeFailure.Redirect, $"More than {target.Redirects} redirects; the last one leads to {next.Url}.");
            }

            hop = next;
        }
    }

    SocketsHttpHandler Handler(TlsRules tls, RunTrace trace) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        // A new connection for each request: what is measured is what a new visitor gets.
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseDrainSize = 0,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var stream = await dialer.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, trace, cancellationToken);
            // A stream that is secured already is taken as it is.
            Stream ready = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps
                ? await dialer.SecureAsync(stream, context.DnsEndPoint.Host, tls, trace, cancellationToken)
                : stream;
            trace.Begin(ProbePhase.FirstByte);
            return ready;
        },
    };

    static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, HttpRequestMessage request, RunTrace trace, CancellationToken cancellationToken)
    {
        var response = await client.SendAsync(request, cancellationToken);
        trace.End();
        trace.Status = (int)response.StatusCode;
        return response;
    }

    async Task ReadAsync(HttpResponseMessage response, IReadOnlyList<Assertion> expect, RunTrace trace, CancellationToken cancellationToken)
    {
        trace.Begin(ProbePhase.Transfer);
        var needsBody = expect.Any(assertion => assertion.NeedsBody);
        using MemoryStream body = new();
        var whole = await CopyAsync(response, needsBody ? body : Stream.Null, trace, cancellationToken);
        trace.End();
        if (!whole)
        {
            var bound = $"Only the first {settings.MaxBodyBytes} bytes of the body were read.";
            trace.Remark = needsBody
                ? throw new ProbeFailedException(ProbeFailure.BodyTooLarge, $"{bound} An assertion needs all of it; the bound is the setting Grainwatch__Probes__MaxBodyBytes.")
                : bound;
        }

        ProbeAnswer answer = new((int)response.StatusCode, trace.Elapsed, Headers(response), body.ToArray());
        var assertions = expect.Any(assertion => assertion is StatusAssertion) ? expect : [new StatusAssertion(StatusRanges.Success), .. expect];
        foreach (var assertion in assertions)
        {
            if (assertion.Check(answer) is { } problem)
            {
                throw new ProbeFailedException(ProbeFailure.Assertion, problem);
            }
        }
    }

    /// <returns>False when it stopped at the bound.</returns>
    async Task<bool> CopyAsync(HttpResponseMessage response, Stream to, RunTrace trace, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            await using var from = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                trace.Bytes += read;
                if (trace.Bytes > settings.MaxBodyBytes)
                {
                    return false;
                }

                to.Write(buffer, 0, read);
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static HttpRequestMessage Request(HttpTarget target, HttpHop hop)
    {
        HttpRequestMessage request = new(new HttpMethod(hop.Method), hop.Url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (target.Body is { } body && hop.WithPayload)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain", "utf-8") } };
        }

        // Headers and credentials may be secrets, and are for the origin that they were given for.
        if (hop.Url.GetLeftPart(UriPartial.Authority) == target.Url.GetLeftPart(UriPartial.Authority))
        {
            AddHeaders(request, target);
        }

        if (!request.Headers.Contains("User-Agent"))
        {
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        }

        return request;
    }

    static void AddHeaders(HttpRequestMessage request, HttpTarget target)
    {
        request.Headers.Authorization = target.Credentials switch
        {
            HttpCredentials.Bearer bearer => new AuthenticationHeaderValue("Bearer", bearer.Token),
            HttpCredentials.Basic basic => new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}"))),
            _ => null,
        };
        foreach (var (name, value) in target.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    static Dictionary<string, string> Headers(HttpResponseMessage response) => response.Headers.NonValidated
        .Concat(response.Content.Headers.NonValidated)
        .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => string.Join(", ", group.SelectMany(header => header.Value)), StringComparer.OrdinalIgnoreCase);
}
