using System.Text.Json;

namespace Grainwatch.Cli.Token;

/// <summary>A static token as the server lists it.</summary>
/// <param name="Token">How its text begins; empty when it has none yet.</param>
/// <param name="Scopes">As texts, such as <c>PIPES:READ:recent_logs</c>.</param>
sealed record ListedToken(string Name, string Token, IReadOnlyList<string> Scopes)
{
    public static ListedToken Of(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.GetProperty("token").GetString()!,
        [.. json.GetProperty("scopes").EnumerateArray().Select(Scope)]);

    static string Scope(JsonElement scope) => string.Join(':', new[] { "type", "resource", "filter" }
        .Select(part => scope.TryGetProperty(part, out var text) ? text.GetString() : null)
        .Where(text => !string.IsNullOrEmpty(text)));
}
