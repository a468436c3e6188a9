using System.Globalization;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Reads the entries of a map one by one; one that nobody asked for is a mistake.</summary>
sealed class Fields
{
    readonly MapNode map;
    readonly string path;
    readonly Dictionary<string, DocumentNode> unread = new(StringComparer.Ordinal);
    readonly List<string> known = [];

    /// <param name="path">What the map is called, before the names of its entries; empty for the outermost.</param>
    public Fields(DocumentNode node, string path = "")
    {
        this.path = path;
        map = node as MapNode ?? throw new DefinitionException(node.Line, $"{(path.Length > 0 ? path : "This")} is {node.Kind}, expected an object with names and values.");
        foreach (var (name, value) in map.Entries)
        {
            if (!unread.TryAdd(name, value))
            {
                throw new DefinitionException(value.Line, $"{Name(name)} is given twice. Keep one.");
            }
        }
    }

    public int Line => map.Line;

    public DocumentNode? Take(string name)
    {
        known.Add(name);
        return unread.Remove(name, out var value) && value is not EmptyNode ? value : null;
    }

    public string? Text(string name) => Take(name) switch
    {
        null => null,
        TextNode text => text.Text,
        var other => throw Wrong(name, other, "a text"),
    };

    public string Required(string name, string example) =>
        Text(name) is { Length: > 0 } text ? text : throw new DefinitionException(map.Line, $"{Name(name)} is missing. Add it, as in {name}: {example}");

    public TimeSpan? Time(string name) => Read(name, "a time with its unit: ms, s, m, h or d, as in 15s", (string text, out TimeSpan time) => Duration.TryParse(text, out time));

    public int? Integer(string name) => Read(
        name, "a whole number", (string text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number));

    public double? Number(string name) => Read(
        name, "a number", (string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number));

    public bool? Flag(string name) => Read(name, "true or false", (string text, out bool flag) => bool.TryParse(text, out flag));

    public IReadOnlyList<string> Texts(string name) => Take(name) switch
    {
        null => [],
        TextNode one => [one.Text],
        ListNode list => [.. list.Items.Select(item => item is TextNode text ? text.Text : throw Wrong(name, item, "a list of texts"))],
        var other => throw Wrong(name, other, "a list of texts"),
    };

    public Fields? Map(string name) => Take(name) is { } node ? new Fields(node, Name(name)) : null;

    public T? Read<T>(string name, string expected, TryRead<T> read) where T : struct => Take(name) switch
    {
        null => null,
        TextNode text when read(text.Text, out var value) => value,
        var other => throw Wrong(name, other, expected),
    };

    /// <exception cref="DefinitionException">There is an entry that nobody asked for.</exception>
    public void Done()
    {
        foreach (var (name, value) in unread)
        {
            throw new DefinitionException(value.Line, $"{Name(name)} is not known here. There are: {string.Join(", ", known)}.");
        }
    }

    public DefinitionException Wrong(string name, DocumentNode node, string expected) =>
        new(node.Line, $"{Name(name)} is {node.Kind}, expected {expected}.");

    public DefinitionException Wrong(string name, string problem) => new(
        map.Entries.FirstOrDefault(entry => entry.Key == name).Value?.Line ?? map.Line, $"{Name(name)}: {problem}");

    public IEnumerable<string> Unread => unread.Keys;

    string Name(string name) => path.Length > 0 ? $"{path}.{name}" : name;

    public delegate bool TryRead<T>(string text, out T value);
}
