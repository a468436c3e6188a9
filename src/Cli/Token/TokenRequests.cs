using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grainwatch.Cli.Connection;

namespace Grainwatch.Cli.Token;

/// <summary>What the commands ask of <c>/v0/tokens</c>.</summary>
sealed class TokenRequests(GrainwatchClient client)
{
    const string Path = "v0/tokens";

    /// <returns>By name.</returns>
    public async Task<IReadOnlyList<ListedToken>> ListAsync(CancellationToken cancellationToken)
    {
        using var json = await SendAsync(HttpMethod.Get, Path, null, cancellationToken);
        return [.. json.RootElement.GetProperty("tokens").EnumerateArray().Select(ListedToken.Of)];
    }

    /// <returns>The token's text.</returns>
    public Task<string> CreateAsync(NewToken token, DateTimeOffset now, CancellationToken cancellationToken) =>
        TextAsync(Path, token.ToJson(now), cancellationToken);

    /// <returns>The token's new text.</returns>
    public Task<string> RefreshAsync(string name, CancellationToken cancellationToken) => TextAsync($"{PathOf(name)}/refresh", null, cancellationToken);

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        using var json = await SendAsync(HttpMethod.Delete, PathOf(name), null, cancellationToken);
    }

    static string PathOf(string name) => $"{Path}/{Uri.EscapeDataString(name)}";

    async Task<string> TextAsync(string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var json = await SendAsync(HttpMethod.Post, path, body, cancellationToken);
        return json.RootElement.GetProperty("token").GetString()!;
    }

    async Task<JsonDocument> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(method, path, content, cancellationToken);
        return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
    }
}
