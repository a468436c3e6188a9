using System.Text.Json;

namespace Grainwatch.Api.Probes.Definitions;

static class JsonBody
{
    /// <exception cref="DefinitionException">The text is no JSON.</exception>
    public static DocumentNode Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 20 });
            return Node(document.RootElement);
        }
        catch (JsonException wrong)
        {
            throw new DefinitionException(0, $"The body is no JSON: {wrong.Message}");
        }
    }

    static DocumentNode Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new MapNode([.. value.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, Node(entry.Value)))], 0),
        JsonValueKind.Array => new ListNode([.. value.EnumerateArray().Select(Node)], 0),
        JsonValueKind.Null => new EmptyNode(0),
        JsonValueKind.String => new TextNode(value.GetString()!, 0),
        _ => new TextNode(value.GetRawText(), 0),
    };
}
