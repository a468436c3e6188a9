using System.Text.Json.Nodes;

namespace Grainwatch.Cli.Token;

/// <summary>A token that is asked for.</summary>
/// <param name="Scopes">As texts, such as <c>PIPES:READ:recent_logs</c>.</param>
/// <param name="Lifetime">Null makes a static token, which does not end on its own.</param>
/// <param name="FixedParameters">As <c>NAME=VALUE</c>, of each pipe in the scopes.</param>
sealed record NewToken(
    string Name, string? Description, IReadOnlyList<string> Scopes, TimeSpan? Lifetime, int? RequestsPerSecond, IReadOnlyList<string> FixedParameters)
{
    const string ReadPipe = "PIPES:READ:";

    public JsonObject ToJson(DateTimeOffset now)
    {
        JsonObject json = new() { ["name"] = Name, ["scopes"] = new JsonArray([.. Scopes.Select(Scope)]) };
        if (Description is not null)
        {
            json["description"] = Description;
        }

        if (Lifetime is { } lifetime)
        {
            json["expiration_time"] = (now + lifetime).ToUnixTimeSeconds();
        }

        if (RequestsPerSecond is { } limit)
        {
            json["limits"] = new JsonObject { ["rps"] = limit };
        }

        return json;
    }

    /// <summary>The server reads scopes as they are written; only what a text cannot say goes as an object.</summary>
    JsonNode Scope(string text)
    {
        if (FixedParameters.Count == 0 || !text.StartsWith(ReadPipe, StringComparison.OrdinalIgnoreCase))
        {
            return JsonValue.Create(text);
        }

        var parts = text[ReadPipe.Length..].Split(':', 2);
        return new JsonObject
        {
            ["type"] = ReadPipe.TrimEnd(':'),
            ["resource"] = parts[0],
            ["filter"] = parts.Length > 1 ? parts[1] : null,
            ["fixed_params"] = new JsonObject(FixedParameters.Select(one => one.Split('=', 2)).Select(one => KeyValuePair.Create(one[0], (JsonNode?)one[1]))),
        };
    }
}
