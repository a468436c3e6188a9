using System.Text.Json;
using Grainwatch.Storage.Tokens;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>A token as it is answered. Its whole text is answered once, when it is made or refreshed: afterwards nobody knows it.</summary>
sealed class TokenAnswer : IResult
{
    readonly Action<Utf8JsonWriter> write;

    TokenAnswer(Action<Utf8JsonWriter> write) => this.write = write;

    public static TokenAnswer New(string name, string description, string text, IEnumerable<TokenScope> scopes) =>
        new(json => Write(json, name, description, text, scopes));

    public static TokenAnswer Of(TokenRow token) => new(json => Write(json, token));

    public static TokenAnswer Of(IEnumerable<TokenRow> tokens) => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("tokens");
        foreach (var token in tokens)
        {
            Write(json, token);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        // What holds a token's text belongs into no cache.
        httpContext.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter);
        write(json);
        await json.FlushAsync(httpContext.RequestAborted);
    }

    static void Write(Utf8JsonWriter json, TokenRow token) => Write(
        json, token.Name, token.Description, token.Hint.Length > 0 ? $"{token.Hint}..." : "", token.AllScopes.Select(TokenScope.Parse));

    static void Write(Utf8JsonWriter json, string name, string description, string text, IEnumerable<TokenScope> scopes)
    {
        json.WriteStartObject();
        json.WriteString("token", text);
        json.WriteString("name", name);
        json.WriteString("description", description);
        json.WritePropertyName("scopes");
        ScopeJson.Write(json, scopes);
        json.WriteEndObject();
    }
}
