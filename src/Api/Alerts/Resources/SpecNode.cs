using System.Text.Json.Nodes;

namespace Grainwatch.Api.Alerts.Resources;

/// <summary>
/// A piece of a resource as it was written, in YAML or JSON: a map, a list or a text, and where it stood. One reader takes both, and its
/// errors say the line.
/// </summary>
/// <param name="Place">Such as "alerts.yml, line 12"; empty where there are no lines.</param>
/// <param name="Path">Such as "receivers[2].email.to".</param>
abstract record SpecNode(string Place, string Path)
{
    /// <summary>A scalar as it was written; null for none. Numbers and flags are texts too, and read where one is wanted.</summary>
    public sealed record Text(string Place, string Path, string? Value) : SpecNode(Place, Path);

    public sealed record List(string Place, string Path, IReadOnlyList<SpecNode> Items) : SpecNode(Place, Path);

    public sealed record Map(string Place, string Path, IReadOnlyDictionary<string, SpecNode> Fields) : SpecNode(Place, Path);

    public SpecException Error(string problem) => new(Place, Path, problem);

    public SpecReader Read() => this is Map map ? new SpecReader(map) : throw Error("Expected fields with names here.");

    /// <summary>The same as JSON, as it is stored. Scalars become strings, which is how they are read.</summary>
    public JsonNode? ToJson() => this switch
    {
        Map map => new JsonObject(map.Fields.Select(field => KeyValuePair.Create(field.Key, field.Value.ToJson()))),
        List list => new JsonArray([.. list.Items.Select(item => item.ToJson())]),
        Text { Value: { } value } => JsonValue.Create(value),
        _ => null,
    };
}
