namespace Grainwatch.Pipes.DataFiles;

/// <summary>A line <c>TOKEN "name" READ</c>: a static token that the project asks for.</summary>
/// <param name="Permission">READ or APPEND.</param>
public sealed record TokenLine(string Name, string Permission)
{
    internal static TokenLine Parse(string file, Directive directive, params string[] permissions)
    {
        var value = directive.Value;
        var split = value.LastIndexOf(' ');
        var permission = split < 0 ? "" : value[(split + 1)..].ToUpperInvariant();
        if (!permissions.Contains(permission))
        {
            throw new DataFileException(
                file, directive.Line, $"expected TOKEN \"name\" {string.Join(" or ", permissions)}, got 'TOKEN {value}'.");
        }

        return new TokenLine(value[..split].Trim().Trim('"'), permission);
    }
}
