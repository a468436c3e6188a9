using System.Text;

namespace Grainwatch.Testing;

/// <summary>Two thousand real lines of one system, with the kind that people found each to be of.</summary>
public sealed record LoghubLines(IReadOnlyList<string> Messages, IReadOnlyList<string> Kinds)
{
    /// <returns>Null where the shared data isn't there.</returns>
    public static LoghubLines? Read(string system)
    {
        if (SharedData.Find("loghub", "original", system, $"{system}_2k.log_structured.csv") is not { } file)
        {
            return null;
        }

        var lines = File.ReadLines(file).Select(Fields).ToArray();
        var (content, id) = (Array.IndexOf(lines[0], "Content"), Array.IndexOf(lines[0], "EventId"));
        return new LoghubLines([.. lines.Skip(1).Select(line => line[content])], [.. lines.Skip(1).Select(line => line[id])]);
    }

    // CSV with quotes, doubled inside a quoted field; no field spans lines.
    static string[] Fields(string line)
    {
        var fields = new List<string>();
        var (field, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        return [.. fields, field.ToString()];
    }
}
