using System.Text.RegularExpressions;

namespace Grainwatch.Domain.Templates;

/// <summary>
/// Replaces what is known to vary (addresses, ids) before messages are compared. Good masks are what lifts Drain's accuracy most.
/// </summary>
public sealed class TemplateMask
{
    readonly Regex _regex;
    readonly string _replacement;

    /// <param name="pattern">
    /// A .NET regular expression. It runs in time linear in the message, so look-around, back-references and atomic groups are not allowed.
    /// </param>
    /// <param name="name">What stands for a match, in angle brackets: <c>IP</c> gives <c>&lt;IP&gt;</c>. The default is the wildcard itself.</param>
    /// <exception cref="ArgumentException">The pattern cannot be used; the message says why.</exception>
    public TemplateMask(string pattern, string name = "*")
    {
        try
        {
            _regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException($"The mask '{pattern}' cannot be used: {error.Message}", nameof(pattern), error);
        }

        // In a replacement "$" is the only sign with a meaning.
        _replacement = $"<{name.Replace("$", "$$", StringComparison.Ordinal)}>";
    }

    public string Apply(string message) => _regex.Replace(message, _replacement);
}
