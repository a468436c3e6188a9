using Grainwatch.Pipes.Schema;

namespace Grainwatch.Pipes.DataFiles;

/// <summary>Reads a <c>.datasource</c> file: columns, and how their table is indexed and kept.</summary>
public static class DataSourceFileParser
{
    /// <summary>An index entry must fit a third of a page: text in a sorting key shares this many bytes.</summary>
    const int IndexedTextBytes = 2000;

    /// <summary>The same limit that services and severities have.</summary>
    const int MaxIndexedTextBytes = 512;

    const string Known = "DESCRIPTION, SCHEMA, ENGINE, ENGINE_SORTING_KEY, ENGINE_PARTITION_KEY, ENGINE_TTL, TOKEN, TAGS";

    /// <exception cref="DataFileException">The file cannot be used.</exception>
    public static DataSourceFile Parse(string path, string text)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (ResourceName.Problem(name) is { } problem)
        {
            throw new DataFileException(path, 1, $"{problem}. Rename the file.");
        }

        if (name.EndsWith("_quarantine", StringComparison.Ordinal))
        {
            throw new DataFileException(path, 1, $"'{name}': names that end with '_quarantine' belong to the rows that did not fit. Rename the file.");
        }

        var description = "";
        Directive? schema = null, sortingKey = null, partitionKey = null, ttl = null;
        List<TokenLine> tokens = [];
        List<string> notes = [];
        foreach (var directive in DirectiveReader.Read(path, text))
        {
            switch (directive.Name)
            {
                case "DESCRIPTION":
                    description = directive.Value;
                    break;
                case "SCHEMA":
                    schema = directive;
                    break;
                case "ENGINE":
                    CheckEngine(path, directive, notes);
                    break;
                case "ENGINE_SORTING_KEY":
                    sortingKey = directive;
                    break;
                case "ENGINE_PARTITION_KEY":
                    partitionKey = directive;
                    break;
                case "ENGINE_TTL":
                    ttl = directive;
                    break;
                case "TOKEN":
                    tokens.Add(TokenLine.Parse(path, directive, "READ", "APPEND"));
                    break;
                case "TAGS" or "VERSION":
                    break;
                case "INDEXES" or "SHARED_WITH" or "ENGINE_PRIMARY_KEY":
                    notes.Add($"{directive.Name} has no effect here: {Instead(directive.Name)}.");
                    break;
                case var setting when setting.StartsWith("ENGINE_", StringComparison.Ordinal):
                    notes.Add($"{setting} has no effect here: it is a setting of ClickHouse's engines.");
                    break;
                default:
                    throw new DataFileException(path, directive.Line, Unsupported(directive.Name));
            }
        }

        if (schema is null)
        {
            throw new DataFileException(path, 1, "the data source has no SCHEMA. Add 'SCHEMA >' and its columns, indented.");
        }

        var columns = new SchemaParser(path, schema).Parse();
        var key = SortingKey(path, sortingKey, columns, notes);
        return new DataSourceFile(name, path, description, Limit(columns, key), key, PartitionKeyOf(partitionKey, columns, notes), RetentionOf(path, ttl, columns), tokens, notes);
    }

    static void CheckEngine(string path, Directive directive, List<string> notes)
    {
        var engine = directive.Value.Split('(', 2)[0].Trim();
        switch (engine)
        {
            case "MergeTree":
                break;
            case "ReplacingMergeTree" or "SummingMergeTree" or "CollapsingMergeTree" or "VersionedCollapsingMergeTree":
                notes.Add($"ENGINE {engine}: every row is kept as it came; replace or sum in the query.");
                break;
            case "AggregatingMergeTree":
                throw new DataFileException(path, directive.Line, "ENGINE AggregatingMergeTree is not supported. Use MergeTree, and aggregate in the query.");
            case "Null":
                throw new DataFileException(path, directive.Line, "ENGINE Null is not supported: without materialized views its rows would go nowhere. Use MergeTree.");
            default:
                throw new DataFileException(path, directive.Line, $"expected ENGINE \"MergeTree\", got '{directive.Value}'.");
        }
    }

    /// <summary>Leading columns only: an index over an expression would be used by nobody.</summary>
    static List<string> SortingKey(string path, Directive? directive, IReadOnlyList<Column> columns, List<string> notes)
    {
        List<string> key = [];
        if (directive is null || directive.Value is "" or "tuple()")
        {
            return key;
        }

        foreach (var part in directive.Value.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries).Select(p => p.Trim('`')))
        {
            var column = columns.FirstOrDefault(c => c.Name == part);
            if (column is null && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw new DataFileException(path, directive.Line, $"ENGINE_SORTING_KEY names '{part}', which is no column of the schema.");
            }

            if (column is null || column.Type.Element is not null || column.Type.Postgres == "json")
            {
                notes.Add($"ENGINE_SORTING_KEY: the index ends before '{part}', which is no plain column.");
                break;
            }

            if (!key.Contains(part))
            {
                key.Add(part);
            }
        }

        return key;
    }

    static IReadOnlyList<Column> Limit(IReadOnlyList<Column> columns, List<string> key)
    {
        bool IsIndexedText(Column c) => !c.Type.IsFixedWidth && key.Contains(c.Name);
        var texts = columns.Count(IsIndexedText);
        return texts == 0
            ? columns
            : [.. columns.Select(c => IsIndexedText(c) ? c with { MaxBytes = Math.Min(MaxIndexedTextBytes, IndexedTextBytes / texts) } : c)];
    }

    static PartitionKey? PartitionKeyOf(Directive? directive, IReadOnlyList<Column> columns, List<string> notes)
    {
        if (directive is null || directive.Value is "" or "tuple()")
        {
            return null;
        }

        var key = PartitionKeyParser.TryParse(directive.Value, columns);
        if (key is null)
        {
            notes.Add($"ENGINE_PARTITION_KEY '{directive.Value}' has no effect here: partitions are by a column of time, as in toYYYYMM(column), that is not Nullable.");
        }

        return key;
    }

    static Retention? RetentionOf(string path, Directive? directive, IReadOnlyList<Column> columns)
    {
        if (directive is null || directive.Value.Length == 0)
        {
            return null;
        }

        var retention = RetentionParser.TryParse(directive.Value)
            ?? throw new DataFileException(
                path, directive.Line, $"expected ENGINE_TTL \"column + toIntervalDay(30)\", got '{directive.Value}'.");
        var column = columns.FirstOrDefault(c => c.Name == retention.Column);
        return column?.Type.Postgres is { } type && (type == "date" || type.StartsWith("timestamptz", StringComparison.Ordinal))
            ? retention
            : throw new DataFileException(path, directive.Line, $"ENGINE_TTL counts from '{retention.Column}', which is no Date or DateTime column of the schema.");
    }

    static string Instead(string directive) => directive switch
    {
        "SHARED_WITH" => "there are no other workspaces",
        _ => "the table has one index, that of ENGINE_SORTING_KEY",
    };

    static string Unsupported(string directive) =>
        directive.StartsWith("KAFKA_", StringComparison.Ordinal)
            ? $"{directive}: there is no Kafka connector. Let a consumer send batches to POST /v0/events."
        : directive.StartsWith("IMPORT_", StringComparison.Ordinal)
            ? $"{directive}: there are no import connectors. Send the files to POST /v0/datasources?mode=append."
        : directive == "FORWARD_QUERY"
            ? "FORWARD_QUERY is not supported: added columns get their DEFAULT. Remove it."
        : $"'{directive}' is not known in a .datasource file. Expected one of {Known}.";
}
