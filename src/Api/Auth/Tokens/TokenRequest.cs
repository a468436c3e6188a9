using System.Globalization;
using System.Text.Json;
using Grainwatch.Api.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>What a request says about a token: a form, or JSON, or parameters of the query, which lose against the body.</summary>
sealed record TokenRequest
{
    public string? Name { get; private init; }

    public string? Description { get; private init; }

    public IReadOnlyList<TokenScope> Scopes { get; private init; } = [];

    /// <summary>Seconds since 1970: what is asked for is a JWT.</summary>
    public long? Expires { get; private init; }

    public int? RequestsPerSecond { get; private init; }

    /// <exception cref="ApiException">400: it cannot be read; the message says what is expected.</exception>
    public static async Task<TokenRequest> ReadAsync(HttpRequest request)
    {
        try
        {
            var query = FromForm(name => request.Query[name].OfType<string>());
            var body = await ReadBodyAsync(request);
            return new TokenRequest
            {
                Name = body.Name ?? query.Name,
                Description = body.Description ?? query.Description,
                Scopes = body.Scopes.Count > 0 ? body.Scopes : query.Scopes,
                Expires = body.Expires ?? query.Expires,
                RequestsPerSecond = body.RequestsPerSecond,
            };
        }
        catch (FormatException wrong)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, wrong.Message, "/docs/http-api#tokens");
        }
    }

    static async Task<TokenRequest> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true)
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return FromForm(name => form[name].OfType<string>());
        }

        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        // curl -d calls everything a form.
        if (text.AsSpan().TrimStart() is ['{', ..])
        {
            return FromJson(text);
        }

        var fields = QueryHelpers.ParseQuery(text);
        return FromForm(name => fields.TryGetValue(name, out var values) ? values.OfType<string>() : []);
    }

    static TokenRequest FromForm(Func<string, IEnumerable<string>> values) => new()
    {
        Name = values("name").FirstOrDefault(),
        Description = values("description").FirstOrDefault(),
        Scopes = [.. values("scope").Select(TokenScope.Parse)],
        Expires = values("expiration_time").FirstOrDefault() is { Length: > 0 } text ? Seconds(text) : null,
    };

    static TokenRequest FromJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var token = document.RootElement;
            return new TokenRequest
            {
                Name = Text(token, "name"),
                Description = Text(token, "description"),
                Scopes = token.TryGetProperty("scopes", out var scopes) ? ScopeJson.Read(scopes) : [],
                Expires = token.TryGetProperty("expiration_time", out var expires) ? Seconds(expires.ToString()) : null,
                RequestsPerSecond = ScopeJson.ReadLimit(token),
            };
        }
        catch (JsonException broken)
        {
            throw new FormatException($"The body is no JSON at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}.");
        }
    }

    static string? Text(JsonElement token, string name) =>
        !token.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.String ? value.GetString()
        : throw new FormatException($"{name} is {value.GetRawText()}. Expected a text.");

    static long Seconds(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        ? seconds
        : throw new FormatException($"expiration_time is '{text}'. Expected seconds since 1970, such as 1795170000.");
}
