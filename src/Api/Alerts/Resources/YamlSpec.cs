using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Grainwatch.Api.Alerts.Resources;

static class YamlSpec
{
    /// <summary>Aliases can make a small file enormous.</summary>
    const int MaxNodes = 100_000;

    const int MaxDepth = 30;

    /// <param name="file">How errors name the text.</param>
    /// <exception cref="SpecException">The text is no YAML, or something in it cannot be a resource.</exception>
    public static SpecNode Parse(string text, string file)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException broken)
        {
            throw new SpecException($"{file}, line {broken.Start.Line}, column {broken.Start.Column}", "", $"This is no YAML: {broken.Message}");
        }

        if (stream.Documents.Count > 1)
        {
            throw new SpecException($"{file}, line {stream.Documents[1].RootNode.Start.Line}", "", "One document is read; remove the '---' that begins another.");
        }

        var nodes = 0;
        return stream.Documents.Count == 0
            ? new SpecNode.Map(file, "", new Dictionary<string, SpecNode>())
            : Convert(stream.Documents[0].RootNode, file, "", 0, ref nodes);
    }

    static SpecNode Convert(YamlNode node, string file, string path, int depth, ref int nodes)
    {
        var place = $"{file}, line {node.Start.Line}";
        if (++nodes > MaxNodes || depth > MaxDepth)
        {
            throw new SpecException(place, path, $"There is too much here: at most {MaxNodes} values, {MaxDepth} deep.");
        }

        switch (node)
        {
            case YamlScalarNode scalar:
                var isNull = scalar.Style is ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";
                return new SpecNode.Text(place, path, isNull ? null : scalar.Value);
            case YamlSequenceNode sequence:
                List<SpecNode> items = [];
                foreach (var item in sequence)
                {
                    items.Add(Convert(item, file, $"{path}[{items.Count}]", depth + 1, ref nodes));
                }

                return new SpecNode.List(place, path, items);
            default:
                Dictionary<string, SpecNode> fields = [];
                foreach (var (key, value) in (YamlMappingNode)node)
                {
                    var name = (key as YamlScalarNode)?.Value ?? throw new SpecException(place, path, "A field's name must be a plain text.");
                    fields[name] = Convert(value, file, path.Length == 0 ? name : $"{path}.{name}", depth + 1, ref nodes);
                }

                return new SpecNode.Map(place, path, fields);
        }
    }
}
