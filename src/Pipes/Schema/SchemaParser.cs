using Grainwatch.Pipes.DataFiles;

namespace Grainwatch.Pipes.Schema;

/// <summary>Reads the columns of a block <c>SCHEMA &gt;</c>: <c>`name` Type `json:$.path` DEFAULT x CODEC(y)</c>, with commas between.</summary>
sealed class SchemaParser(string file, Directive block)
{
    const int MaxColumns = 500;

    readonly string text = block.Value;
    int at;

    /// <exception cref="DataFileException">The block cannot be read.</exception>
    public IReadOnlyList<Column> Parse()
    {
        List<Column> columns = [];
        while (true)
        {
            SkipSpace();
            if (at == text.Length)
            {
                break;
            }

            var line = Line();
            var column = ReadColumn();
            if (columns.Any(c => c.Name == column.Name))
            {
                throw new DataFileException(file, line, $"there are two columns '{column.Name}'. Remove one.");
            }

            columns.Add(column);
            SkipSpace();
            if (at < text.Length && text[at++] != ',')
            {
                at--;
                throw Error($"expected ',' after column '{column.Name}', got '{Word()}'.");
            }
        }

        return columns.Count switch
        {
            0 => throw Error("the schema has no columns. Write for example: `timestamp` DateTime `json:$.timestamp`."),
            > MaxColumns => throw Error($"{columns.Count} columns are too many: at most {MaxColumns}."),
            _ => columns,
        };
    }

    Column ReadColumn()
    {
        var name = text[at] == '`' ? Backticked() : Word();
        if (ColumnNameProblem(name) is { } problem)
        {
            throw Error(problem);
        }

        SkipSpace();
        var type = Try(() => ColumnTypes.Parse(Word()));
        var path = JsonPath.OfName(name);
        ColumnDefault? fallback = null;
        while (true)
        {
            SkipSpace();
            if (at == text.Length || text[at] == ',')
            {
                break;
            }

            if (text[at] == '`')
            {
                path = ReadPath(name, type);
                continue;
            }

            var word = Word();
            switch (word.ToUpperInvariant())
            {
                case "DEFAULT":
                    SkipSpace();
                    var expression = Word();
                    fallback = Try(() => ColumnDefault.Parse(expression, type));
                    break;
                case var codec when codec.StartsWith("CODEC(", StringComparison.Ordinal):
                    break;
                case "MATERIALIZED" or "ALIAS" or "EPHEMERAL":
                    throw Error($"{word} columns are not supported: compute '{name}' in the query.");
                default:
                    throw Error($"expected `json:$.path`, DEFAULT, CODEC or ',' after '{name}', got '{word}'.");
            }
        }

        return new Column(name, type, path.Text) { Path = path, Default = fallback };
    }

    JsonPath ReadPath(string name, ColumnType type)
    {
        var written = Backticked();
        const string Prefix = "json:";
        var path = written.StartsWith(Prefix, StringComparison.Ordinal) ? JsonPath.TryParse(written[Prefix.Length..]) : null;
        if (path is null)
        {
            throw Error($"'{written}' is no path: write json:$.a.b, json:$.a[:] for an array, json:$.a[:].b, or json:$ for the whole row.");
        }

        return (path.IsArray, type.Element) switch
        {
            (true, null) => throw Error($"'{written}' is the path of an array, so '{name}' must be Array({type.Name})."),
            _ => path,
        };
    }

    static string? ColumnNameProblem(string name) =>
        name.Length is 0 or > 63 || name.Any(c => !(char.IsAsciiLetterOrDigit(c) || c == '_')) || char.IsAsciiDigit(name[0])
            ? $"'{name}' is no column name: use up to 63 letters, digits and '_', not beginning with a digit."
        : name == "_arrival" ? "'_arrival' is taken: every table has it, for the order of arrival. Choose another name."
        : null;

    string Backticked()
    {
        var end = text.IndexOf('`', at + 1);
        if (end < 0)
        {
            throw Error("the backtick is never closed.");
        }

        var value = text[(at + 1)..end];
        at = end + 1;
        return value;
    }

    /// <summary>Up to white space, a comma or a backtick outside of parentheses and quotes.</summary>
    string Word()
    {
        var (start, depth, quoted) = (at, 0, false);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            quoted ^= c == '\'';
            if (quoted)
            {
                continue;
            }

            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (depth <= 0 && (char.IsWhiteSpace(c) || c is ',' or '`'))
            {
                break;
            }
        }

        return depth > 0 || quoted ? throw Error("a bracket or quote is never closed.") : text[start..at];
    }

    void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    T Try<T>(Func<T> parse)
    {
        var line = Line();
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            throw new DataFileException(file, line, $"{e.Message}.");
        }
    }

    int Line() => block.ValueLine + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n');

    DataFileException Error(string problem) => new(file, Line(), problem);
}
