using System.Globalization;
using Grainwatch.Pipes.DataFiles;

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
            : new ResourceChange(change, "datasource", key.Name, EffectsOf(key.Name, change, old, next, schema));
    }

    static IReadOnlyList<string> EffectsOf(string name, string change, ProjectFile? old, ProjectFile? next, IReadOnlyList<SchemaChange> schema)
    {
        var prefix = $"{name}: ";
        string[] effects =
        [
            .. schema.Where(step => step.Description.StartsWith(prefix, StringComparison.Ordinal)).Select(step => step.Description[prefix.Length..]),
            .. RetentionEffect(RetentionOf(old), RetentionOf(next), isKept: next is not null),
        ];
        return effects.Length > 0 ? effects : change == "changed" ? ["its rows stay as they are"] : [];
    }

    static IEnumerable<string> RetentionEffect(Retention? old, Retention? next, bool isKept)
    {
        if (isKept && old != next)
        {
            yield return next is null
                ? "delete rows no more: there is no ENGINE_TTL"
                : $"delete rows, also those that are there, once {next.Column} is older than {Text(next.Period)}";
        }
    }

    static Retention? RetentionOf(ProjectFile? file)
    {
        try
        {
            return file is null ? null : DataSourceFileParser.Parse(file.Path, file.Text).Retention;
        }
        catch (DataFileException)
        {
            // An older version took the file that is replaced now. What the new one does is what matters.
            return null;
        }
    }

    static string Text(TimeSpan period) => period switch
    {
        _ when period.Ticks % TimeSpan.TicksPerDay == 0 => string.Create(CultureInfo.InvariantCulture, $"{period.TotalDays} days"),
        _ when period.Ticks % TimeSpan.TicksPerHour == 0 => string.Create(CultureInfo.InvariantCulture, $"{period.TotalHours} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{period.TotalMinutes} minutes"),
    };
}
