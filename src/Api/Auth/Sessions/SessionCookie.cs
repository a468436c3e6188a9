using System.Buffers.Text;

namespace Grainwatch.Api.Auth.Sessions;

/// <summary>
/// The token of somebody who has signed in to the page, as a cookie that no script can read. A browser sends a cookie on its own, also when
/// another page makes it ask: so the cookie counts only for requests that another origin cannot make it send.
/// </summary>
sealed class SessionCookie(SealedToken seal, SessionSettings settings)
{
    /// <summary>What the page sends with every request: another origin may not set it without being asked for, and is refused then.</summary>
    public const string Header = "X-Grainwatch";

    const string Name = "grainwatch";

    /// <returns>Null when there is none, it has expired, or it counts for nothing here.</returns>
    public string? Read(HttpRequest request) =>
        request.Cookies.TryGetValue(Name, out var value) && IsOwn(request) && Base64Url.IsValid(value)
            ? seal.Open(Base64Url.DecodeFromChars(value), settings.Lifetime)
            : null;

    public void Write(HttpContext context, string token) => context.Response.Cookies.Append(
        Name, Base64Url.EncodeToString(seal.Seal(token)), Options(context.Request, settings.Lifetime));

    public void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context.Request, maxAge: null));

    /// <summary>SameSite says nothing of other ports of the same host: there the header decides, and for reading the browser's own word.</summary>
    static bool IsOwn(HttpRequest request) =>
        request.Headers.ContainsKey(Header)
        || ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none");

    static CookieOptions Options(HttpRequest request, TimeSpan? maxAge) => new()
    {
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        MaxAge = maxAge,
    };
}
