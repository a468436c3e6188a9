using System.Text.Json;

namespace Grainwatch.Pipes.Templates;

/// <summary>The parameters of a request.</summary>
public sealed class ParameterValues
{
    readonly Dictionary<string, Value> values = new(StringComparer.Ordinal);

    public static ParameterValues None { get; } = new();

    /// <summary>A parameter that is one text; null when it is not there, or something else.</summary>
    public string? Text(string name) => values.GetValueOrDefault(name) is Value.Text text ? text.Content : null;

    internal Value? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>Text from a query or a form; a name that comes again makes a list.</summary>
    public void Add(string name, string value) =>
        values[name] = values.TryGetValue(name, out var existing)
            ? new Value.List([.. existing is Value.List list ? list.Items : [existing], Value.Of(value)])
            : Value.Of(value);

    public void Remove(string name) => values.Remove(name);

    /// <summary>A value that beats what the request says.</summary>
    public void Set(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            values.Remove(name);
        }
        else
        {
            values[name] = JsonValues.Read(value);
        }
    }
}
