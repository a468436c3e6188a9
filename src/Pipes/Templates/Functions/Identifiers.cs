using System.Text.RegularExpressions;

namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>Names that parameters bring into SQL: plain words only, and always in quotes.</summary>
static partial class Identifiers
{
    /// <exception cref="TemplateException">It is no plain name.</exception>
    public static string Quote(string name) => Plain().IsMatch(name)
        ? string.Join('.', name.Split('.').Select(part => $"\"{part}\""))
        : throw new TemplateException($"'{(name.Length > 100 ? name[..100] + "..." : name)}' is no name of a column: only letters, digits and '_'.");

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?\z")]
    private static partial Regex Plain();
}
