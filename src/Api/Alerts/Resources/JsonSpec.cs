using System.Text.Json;

namespace Grainwatch.Api.Alerts.Resources;

static class JsonSpec
{
    /// <param name="path">How errors name the value; fields inside come behind it.</param>
    public static SpecNode From(JsonElement json, string path = "") => json.ValueKind switch
    {
        JsonValueKind.Object => new SpecNode.Map("", path, Fields(json, path)),
        JsonValueKind.Array => new SpecNode.List("", path, [.. json.EnumerateArray().Select((item, index) => From(item, $"{path}[{index}]"))]),
        JsonValueKind.Null => new SpecNode.Text("", path, null),
        JsonValueKind.String => new SpecNode.Text("", path, json.GetString()),
        _ => new SpecNode.Text("", path, json.GetRawText()),
    };

    static Dictionary<string, SpecNode> Fields(JsonElement json, string path)
    {
        Dictionary<string, SpecNode> fields = [];
        foreach (var field in json.EnumerateObject())
        {
            fields[field.Name] = From(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}");
        }

        return fields;
    }
}
