using System.Text.RegularExpressions;

namespace Grainwatch.Pipes.DataFiles;

/// <summary>What data sources, pipes and nodes may be called: names that SQL and URLs both can carry.</summary>
static partial class ResourceName
{
    /// <summary>Leaves room for "_quarantine" in the 63 bytes of a Postgres name.</summary>
    const int MaxLength = 52;

    /// <returns>What is wrong with the name, or null.</returns>
    public static string? Problem(string name) =>
        !Pattern().IsMatch(name) ? $"'{name}' is no name: use letters, digits and '_', beginning with a letter"
        : name.Length > MaxLength ? $"'{name}' is too long: at most {MaxLength} characters"
        : name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase) ? $"'{name}': names that begin with 'pg_' belong to Postgres"
        : null;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex Pattern();
}
