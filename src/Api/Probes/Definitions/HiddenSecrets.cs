using System.Text.Json.Nodes;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>
/// Keeps passwords, tokens and the values of headers out of answers. A definition that comes back with the placeholder keeps the secret
/// that is stored, so that what was read can be changed and sent again.
/// </summary>
static class HiddenSecrets
{
    public const string Placeholder = "(hidden)";

    public static JsonObject Hide(JsonObject definition)
    {
        var shown = (JsonObject)definition.DeepClone();
        foreach (var (parent, name) in Secrets(shown))
        {
            parent[name] = Placeholder;
        }

        return shown;
    }

    /// <exception cref="DefinitionException">There is no secret stored to keep.</exception>
    public static JsonObject Restore(JsonObject definition, JsonObject? stored)
    {
        var kept = stored is null ? [] : Secrets(stored).ToDictionary(secret => secret.Parent.GetPath() + secret.Name, secret => secret.Parent[secret.Name]);
        foreach (var (parent, name) in Secrets(definition).ToList())
        {
            if (parent[name]?.GetValueKind() == System.Text.Json.JsonValueKind.String && parent[name]!.GetValue<string>() == Placeholder)
            {
                parent[name] = kept.GetValueOrDefault(parent.GetPath() + name)?.DeepClone()
                    ?? throw new DefinitionException(0, $"{parent.GetPath()[2..]}.{name} is {Placeholder}, but nothing is stored under it. Send the value itself.");
            }
        }

        return definition;
    }

    static IEnumerable<(JsonObject Parent, string Name)> Secrets(JsonObject definition)
    {
        var auth = definition["auth"] as JsonObject;
        return Of(auth, "bearer").Concat(Of(auth?["basic"] as JsonObject, "password"))
            .Concat(definition["headers"] is JsonObject headers ? headers.Select(header => (headers, header.Key)).ToList() : []);
    }

    static IEnumerable<(JsonObject, string)> Of(JsonObject? parent, string name) => parent?[name] is JsonValue ? [(parent, name)] : [];
}
