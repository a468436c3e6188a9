using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Grainwatch.Api.Probes.Definitions;

static class YamlDocument
{
    /// <exception cref="DefinitionException">The text is no YAML, or more than one document.</exception>
    public static DocumentNode Parse(string text)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException wrong)
        {
            throw new DefinitionException((int)wrong.Start.Line, $"This is no YAML: {wrong.Message}");
        }

        return stream.Documents.Count switch
        {
            0 => new EmptyNode(1),
            1 => Node(stream.Documents[0].RootNode, depth: 0),
            _ => throw new DefinitionException((int)stream.Documents[1].RootNode.Start.Line, "The file holds several documents. Put them into one."),
        };
    }

    static DocumentNode Node(YamlNode node, int depth)
    {
        var line = (int)node.Start.Line;
        // Aliases can nest without end.
        if (depth > 20)
        {
            throw new DefinitionException(line, "This is nested more than 20 deep.");
        }

        return node switch
        {
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => new EmptyNode(line),
            YamlScalarNode scalar => new TextNode(scalar.Value ?? "", line),
            YamlSequenceNode list => new ListNode([.. list.Children.Select(item => Node(item, depth + 1))], line),
            YamlMappingNode map => new MapNode([.. map.Children.Select(entry => KeyValuePair.Create(Key(entry.Key), Node(entry.Value, depth + 1)))], line),
            _ => throw new DefinitionException(line, "Only texts, lists and maps are known here."),
        };
    }

    static string Key(YamlNode key) => key is YamlScalarNode { Value: { } name }
        ? name
        : throw new DefinitionException((int)key.Start.Line, "A key must be a text.");
}
