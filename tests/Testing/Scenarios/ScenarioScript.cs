using System.Globalization;

namespace Grainwatch.Testing.Scenarios;

/// <summary>
/// A story of alerts as text, a line for everything that happens: the time after the start ("0:02" or "0:02:15"), and what. Lines with ">" are
/// what receivers are told; the others are done.
/// </summary>
public sealed class ScenarioScript
{
    const string Mark = "> ";

    public ScenarioScript(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        Expected = [.. lines.Where(line => line.What.StartsWith(Mark, StringComparison.Ordinal)).Select(line => Told(line.At, line.What[Mark.Length..]))];
        Steps = [.. lines.Where(line => !line.What.StartsWith(Mark, StringComparison.Ordinal))];
        End = lines.Max(line => line.At);
    }

    public IReadOnlyList<(TimeSpan At, string What)> Steps { get; }

    /// <summary>As <see cref="Told"/> writes it.</summary>
    public IReadOnlyList<string> Expected { get; }

    public TimeSpan End { get; }

    public static string Told(TimeSpan at, string what) => $"{at.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)} {what}";

    static (TimeSpan At, string What) Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return (TimeSpan.Parse(line[..space], CultureInfo.InvariantCulture), line[space..].Trim());
    }
}
