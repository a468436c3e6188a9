namespace Grainwatch.Pipes.Templates;

/// <summary>The names of one rendering: what the template set, else what the request brings.</summary>
sealed class Scope(RenderContext context)
{
    readonly Dictionary<string, Value> variables = new(StringComparer.Ordinal);

    public RenderContext Context => context;

    public Budget Budget { get; } = new();

    public Value Find(string name) => variables.GetValueOrDefault(name) ?? context.Parameters.Find(name) ?? new Value.Absent(name);

    public void Set(IReadOnlyList<string> names, Value value)
    {
        if (names.Count == 1)
        {
            variables[names[0]] = value;
            return;
        }

        if (value.Untyped is not Value.List list || list.Items.Length != names.Count)
        {
            throw new TemplateException($"{string.Join(", ", names)} take {names.Count} values, got {value.TypeName} {value.Shown}.");
        }

        for (var i = 0; i < names.Count; i++)
        {
            variables[names[i]] = list.Items[i];
        }
    }
}
