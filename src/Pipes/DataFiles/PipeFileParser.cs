using System.Buffers;

namespace Grainwatch.Pipes.DataFiles;

/// <summary>Reads a <c>.pipe</c> file: nodes, and which of them is the endpoint.</summary>
public static class PipeFileParser
{
    static readonly SearchValues<string> Tags = SearchValues.Create(["{{", "{%", "{#"], StringComparison.Ordinal);

    const string Known = "DESCRIPTION, NODE, SQL, TYPE, TOKEN, TAGS, CACHE";

    /// <exception cref="DataFileException">The file cannot be used.</exception>
    public static PipeFile Parse(string path, string text)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (ResourceName.Problem(name) is { } problem)
        {
            throw new DataFileException(path, 1, $"{problem}. Rename the file.");
        }

        var description = "";
        List<TokenLine> tokens = [];
        List<PipeNode> nodes = [];
        Draft? node = null;
        PipeNode? endpoint = null;
        foreach (var directive in DirectiveReader.Read(path, text))
        {
            switch (directive.Name)
            {
                case "NODE":
                    Finish();
                    node = new Draft(directive);
                    break;
                case "DESCRIPTION" when node is null:
                    description = directive.Value;
                    break;
                case "DESCRIPTION":
                    node.Description = directive.Value;
                    break;
                case "SQL":
                    node ??= new Draft(directive with { Value = name });
                    node.Sql = node.Sql is null ? directive : throw Error(directive, $"node '{node.Name.Value}' has a second SQL. Begin another with NODE.");
                    break;
                case "TYPE":
                    CheckType(path, directive);
                    node = node ?? throw Error(directive, "TYPE stands before the first NODE. Move it below the SQL of the node it is about.");
                    node.IsEndpoint = true;
                    break;
                case "TOKEN":
                    tokens.Add(TokenLine.Parse(path, directive, "READ"));
                    break;
                case "TAGS" or "CACHE" or "VERSION":
                    break;
                default:
                    throw Error(directive, Unsupported(directive.Name));
            }
        }

        Finish();
        if (nodes.Count == 0)
        {
            throw new DataFileException(path, 1, "the pipe has no node. Add 'NODE name' and 'SQL >' with a query.");
        }

        return new PipeFile(name, path, description, nodes, endpoint ?? nodes[^1], tokens);

        DataFileException Error(Directive at, string message) => new(path, at.Line, message);

        void Finish()
        {
            if (node is null)
            {
                return;
            }

            var finished = node.Finish(path);
            if (nodes.Any(n => n.Name == finished.Name))
            {
                throw Error(node.Name, $"there are two nodes '{finished.Name}'. Rename one.");
            }

            if (node.IsEndpoint)
            {
                endpoint = endpoint is null
                    ? finished
                    : throw Error(node.Name, $"'{endpoint.Name}' is the endpoint already. A pipe publishes one node: remove a TYPE line.");
            }

            nodes.Add(finished);
            node = null;
        }
    }

    static void CheckType(string path, Directive directive)
    {
        var type = directive.Value.ToLowerInvariant();
        if (type != "endpoint")
        {
            throw new DataFileException(path, directive.Line, type switch
            {
                "materialized" => "TYPE materialized is not supported: Postgres computes at query time. Publish the node as TYPE endpoint.",
                "copy" => "TYPE copy is not supported. Run the endpoint from a timer and append its result to a data source.",
                "sink" => "TYPE sink is not supported. Fetch the endpoint as .csv or .ndjson where the data is wanted.",
                _ => $"expected TYPE endpoint, got '{directive.Value}'.",
            });
        }
    }

    static string Unsupported(string directive) => directive switch
    {
        "DATASOURCE" or "TARGET_DATASOURCE" or "DEPLOYMENT_METHOD" =>
            $"{directive} belongs to materialized and copy pipes, which are not supported. Publish the node as TYPE endpoint.",
        "COPY_SCHEDULE" or "COPY_MODE" =>
            $"{directive} belongs to copy pipes, which are not supported. Run the endpoint from a timer and append its result.",
        _ when directive.StartsWith("EXPORT_", StringComparison.Ordinal) =>
            $"{directive} belongs to sinks, which are not supported. Fetch the endpoint as .csv or .ndjson where the data is wanted.",
        _ => $"'{directive}' is not known in a .pipe file. Expected one of {Known}.",
    };

    sealed class Draft(Directive name)
    {
        public Directive Name { get; } = name;

        public string Description { get; set; } = "";

        public Directive? Sql { get; set; }

        public bool IsEndpoint { get; set; }

        public PipeNode Finish(string path)
        {
            if (ResourceName.Problem(Name.Value) is { } problem)
            {
                throw new DataFileException(path, Name.Line, $"{problem}.");
            }

            var sql = Sql ?? throw new DataFileException(path, Name.Line, $"node '{Name.Value}' has no SQL. Add 'SQL >' and its query, indented.");
            if (sql.Value.StartsWith('%'))
            {
                return new PipeNode(Name.Value, Description, sql.Value[1..], sql.ValueLine, IsTemplate: true);
            }

            // Without the sign Tinybird sends the braces to the database, which fails in a way that nobody understands.
            var brace = sql.Value.AsSpan().IndexOfAny(Tags);
            return brace < 0
                ? new PipeNode(Name.Value, Description, sql.Value, sql.ValueLine, IsTemplate: false)
                : throw new DataFileException(
                    path,
                    sql.ValueLine + sql.Value.AsSpan(0, brace).Count('\n'),
                    $"node '{Name.Value}' uses template tags, so its SQL must begin with a line '%'.");
        }
    }
}
