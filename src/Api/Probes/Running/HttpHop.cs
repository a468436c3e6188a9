using System.Diagnostics.CodeAnalysis;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>One request on a way of redirects.</summary>
sealed record HttpHop(Uri Url, string Method, bool WithPayload)
{
    /// <exception cref="ProbeFailedException">The answer is a redirect that leads nowhere.</exception>
    public bool IsFollowedBy(HttpResponseMessage response, [NotNullWhen(true)] out HttpHop? next)
    {
        next = null;
        var status = (int)response.StatusCode;
        if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return false;
        }

        Uri url = new(Url, location);
        if (url.Scheme is not ("http" or "https"))
        {
            throw new ProbeFailedException(ProbeFailure.Redirect, $"It redirects to {url}, which is neither http nor https.");
        }

        // As browsers do: 307 and 308 repeat the request, the others ask anew with GET.
        next = status is 307 or 308 || Method is "GET" or "HEAD" ? this with { Url = url } : new HttpHop(url, "GET", WithPayload: false);
        return true;
    }
}
