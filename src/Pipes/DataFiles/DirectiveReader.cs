namespace Grainwatch.Pipes.DataFiles;

/// <summary>Splits a data file into its directives.</summary>
static class DirectiveReader
{
    /// <param name="file">The name that errors carry.</param>
    /// <exception cref="DataFileException">A line is neither a directive, nor part of a block, nor a comment.</exception>
    public static IReadOnlyList<Directive> Read(string file, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        List<Directive> directives = [];
        for (var i = 0; i < lines.Length;)
        {
            var line = lines[i];
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#')
            {
                i++;
                continue;
            }

            if (char.IsWhiteSpace(line[0]))
            {
                throw new DataFileException(
                    file, i + 1, $"'{line.Trim()}' is indented but belongs to no block. Begin the block with a line such as 'SQL >'.");
            }

            var (name, value) = SplitName(line);
            if (value != ">")
            {
                directives.Add(new Directive(name, Unquote(value), i + 1, i + 1));
                i++;
                continue;
            }

            var end = i + 1;
            while (end < lines.Length && (string.IsNullOrWhiteSpace(lines[end]) || char.IsWhiteSpace(lines[end][0])))
            {
                end++;
            }

            var block = lines[(i + 1)..end];
            if (block.All(string.IsNullOrWhiteSpace))
            {
                throw new DataFileException(file, i + 1, $"The block '{name} >' is empty. Indent the lines that belong to it.");
            }

            var first = i + 1 + Array.FindIndex(block, l => !string.IsNullOrWhiteSpace(l));
            directives.Add(new Directive(name, Dedent(lines[first..end]), i + 1, first + 1));
            i = end;
        }

        return directives;
    }

    static (string Name, string Value) SplitName(string line)
    {
        var end = line.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (line.ToUpperInvariant(), "") : (line[..end].ToUpperInvariant(), line[end..].Trim());
    }

    static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    static string Dedent(string[] lines)
    {
        var indentation = lines.Where(l => !string.IsNullOrWhiteSpace(l)).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => string.IsNullOrWhiteSpace(l) ? "" : l[indentation..])).TrimEnd();
    }
}
