namespace Grainwatch.Api.Auth;

/// <summary>Where a request carries its token: <c>Authorization: Bearer</c>, or <c>?token=</c> for those who cannot set a header.</summary>
static class RequestToken
{
    const string Scheme = "Bearer ";

    /// <returns>Null when there is none.</returns>
    public static string? Read(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : request.Query["token"].FirstOrDefault();
        return string.IsNullOrEmpty(token) ? null : token;
    }
}
