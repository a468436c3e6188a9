namespace Grainwatch.Pipes.Projects;

/// <summary>What a deployment does to one data source or pipe.</summary>
/// <param name="Change"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
/// <param name="Type"><c>datasource</c> or <c>pipe</c>.</param>
/// <param name="Effects">On data and answers, for people.</param>
public sealed record ResourceChange(string Change, string Type, string Name, IReadOnlyList<string> Effects)
{
    public static IReadOnlyList<ResourceChange> Between(
        IReadOnlyList<ProjectFile> before, IReadOnlyList<ProjectFile> after, IReadOnlyList<SchemaChange> schema)
    {
        var old = before.ToDictionary(Key);
        var next = after.ToDictionary(Key);
        return
        [
            .. old.Keys.Union(next.Keys).Order()
                .Where(key => old.GetValueOrDefault(key)?.Text != next.GetValueOrDefault(key)?.Text)
                .Select(key => Of(key, old.GetValueOrDefault(key), next.GetValueOrDefault(key), schema)),
        ];

        static (bool IsPipe, string Name) Key(ProjectFile file) => (file.IsPipe, file.Name);
    }

    static ResourceChange Of((bool IsPipe, string Name) key, ProjectFile? old, ProjectFile? next, IReadOnlyList<SchemaChange> schema)
    {
        var change = old is null ? "added" : next is null ? "removed" : "changed";
        return key.IsPipe
            ? new ResourceChange(change, "pipe", key.Name, [change switch
            {
                "added" => "can be asked",
                "removed" => "cannot be asked any more",
                _ => "answers by the new file, from the next request on",
            }])
            : new ResourceChange(change, "datasource", key.Name, EffectsOf(key.Name, change, schema));
    }

    static IReadOnlyList<string> EffectsOf(string name, string change, IReadOnlyList<SchemaChange> schema)
    {
        var prefix = $"{name}: ";
        string[] effects = [.. schema.Where(step => step.Description.StartsWith(prefix, StringComparison.Ordinal)).Select(step => step.Description[prefix.Length..])];
        return effects.Length > 0 ? effects : change == "changed" ? ["its rows stay as they are"] : [];
    }
}
