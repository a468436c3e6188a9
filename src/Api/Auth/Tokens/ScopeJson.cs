using System.Text.Json;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>Scopes as JSON, the same in requests, answers and JWTs.</summary>
static class ScopeJson
{
    public static void Write(Utf8JsonWriter json, IEnumerable<TokenScope> scopes)
    {
        json.WriteStartArray();
        foreach (var scope in scopes)
        {
            json.WriteStartObject();
            json.WriteString("type", scope.Type.Name());
            if (scope.Resource is not null)
            {
                json.WriteString("resource", scope.Resource);
                json.WriteString("filter", scope.Filter ?? "");
            }

            if (scope.FixedParameters is { } parameters)
            {
                json.WriteStartObject("fixed_params");
                foreach (var (name, value) in parameters)
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>An array of objects, or of texts as forms have them.</summary>
    /// <exception cref="FormatException">One makes no sense.</exception>
    public static IReadOnlyList<TokenScope> Read(JsonElement scopes) => scopes.ValueKind is JsonValueKind.Array
        ? [.. scopes.EnumerateArray().Select(ReadOne)]
        : throw new FormatException("scopes is no array. Expected [{\"type\": \"PIPES:READ\", \"resource\": \"name\"}].");

    /// <exception cref="FormatException">It is no number of requests.</exception>
    public static int? ReadLimit(JsonElement token)
    {
        if (!token.TryGetProperty("limits", out var limits) || limits.ValueKind is not JsonValueKind.Object
            || !limits.TryGetProperty("rps", out var rps) || rps.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        return rps.ValueKind is JsonValueKind.Number && rps.TryGetInt32(out var limit) && limit > 0
            ? limit
            : throw new FormatException($"limits.rps is {rps.GetRawText()}. Expected a whole number of requests a second, 1 or more.");
    }

    static TokenScope ReadOne(JsonElement scope) => scope.ValueKind switch
    {
        JsonValueKind.String => TokenScope.Parse(scope.GetString()!),
        JsonValueKind.Object => TokenScope.Create(
            Text(scope, "type") ?? throw new FormatException("A scope has no type. Expected {\"type\": \"PIPES:READ\", \"resource\": \"name\"}."),
            Text(scope, "resource"),
            Text(scope, "filter"),
            Parameters(scope)),
        _ => throw new FormatException($"A scope is {scope.GetRawText()}. Expected {{\"type\": \"PIPES:READ\", \"resource\": \"name\"}}."),
    };

    static string? Text(JsonElement scope, string name) =>
        !scope.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.String ? value.GetString()
        : throw new FormatException($"The {name} of a scope is {value.GetRawText()}. Expected a text.");

    static Dictionary<string, JsonElement>? Parameters(JsonElement scope) =>
        !scope.TryGetProperty("fixed_params", out var value) || value.ValueKind is JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.Object ? value.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.Clone(), StringComparer.Ordinal)
        : throw new FormatException($"fixed_params is {value.GetRawText()}. Expected an object of parameters.");
}
