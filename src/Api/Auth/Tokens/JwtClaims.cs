using System.Text.Json;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>What a JWT says: <c>{"workspace_id", "name", "exp", "scopes": [{"type", "resource", "filter", "fixed_params"}], "limits": {"rps"}}</c>.</summary>
/// <param name="Expires">Seconds since 1970.</param>
/// <param name="RequestsPerSecond">Null for no limit.</param>
sealed record JwtClaims(string Name, double Expires, IReadOnlyList<TokenScope> Scopes, int? RequestsPerSecond)
{
    /// <summary>There is one workspace. The claim is written because clients look for it.</summary>
    const string Workspace = "grainwatch";

    /// <summary>A JWT is for handing out to browsers: it can read and append, and nothing else.</summary>
    public static bool CanHave(Scope scope) => scope is Scope.PipesRead or Scope.DataSourcesRead or Scope.DataSourcesAppend;

    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("workspace_id", Workspace);
            json.WriteString("name", Name);
            json.WriteNumber("exp", Expires);
            json.WritePropertyName("scopes");
            ScopeJson.Write(json, Scopes);
            if (RequestsPerSecond is { } rps)
            {
                json.WriteStartObject("limits");
                json.WriteNumber("rps", rps);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <returns>Null when something is missing, or is not what it should be, or allows what no JWT can.</returns>
    public static JwtClaims? Read(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var claims = document.RootElement;
            var scopes = ScopeJson.Read(claims.GetProperty("scopes"));
            if (scopes.Any(scope => !CanHave(scope.Type)))
            {
                return null;
            }

            var name = claims.TryGetProperty("name", out var given) ? given.GetString() ?? "" : "";
            return new JwtClaims(name, claims.GetProperty("exp").GetDouble(), scopes, ScopeJson.ReadLimit(claims));
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
