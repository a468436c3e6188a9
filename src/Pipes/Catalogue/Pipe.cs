using Grainwatch.Pipes.DataFiles;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Catalogue;

/// <summary>Named SQL over data sources, published by its endpoint node.</summary>
/// <param name="Nodes">In the order of the file; each may read from those before it.</param>
/// <param name="Parameters">Of all nodes that the endpoint may come to read.</param>
public sealed record Pipe(
    string Name,
    string Path,
    string Description,
    IReadOnlyList<PipeStep> Nodes,
    PipeStep Endpoint,
    IReadOnlyList<ParameterInfo> Parameters,
    IReadOnlyList<TokenLine> Tokens)
{
    /// <exception cref="DataFileException">A template cannot be read.</exception>
    public static Pipe Of(PipeFile file)
    {
        var nodes = file.Nodes.Select(node => new PipeStep(node.Name, node.Description, node.Sql, ReadTemplate(file, node))).ToArray();
        var parameters = nodes.SelectMany(n => n.Template.Parameters).GroupBy(p => p.Name)
            .Select(same => same.FirstOrDefault(p => p.Type.Length > 0) ?? same.First()).ToArray();
        return new Pipe(
            file.Name, file.Path, file.Description, nodes, nodes.Single(n => n.Name == file.Endpoint.Name), parameters, file.Tokens);
    }

    static Template ReadTemplate(PipeFile file, PipeNode node)
    {
        try
        {
            return node.IsTemplate ? Template.Parse(node.Sql, node.SqlLine) : Template.OfPlainSql(node.Sql, node.SqlLine);
        }
        catch (TemplateException e)
        {
            throw new DataFileException(file.Path, e.Line, e.Message);
        }
    }
}

public sealed record PipeStep(string Name, string Description, string Sql, Template Template)
{
    /// <summary>The last text that it was rendered as, without the values. Whichever request it is of: texts come again, values don't.</summary>
    internal CheckedSql? LastChecked { get; set; }
}
