using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Execution;

/// <summary>Makes one statement of a pipe: its endpoint, with the nodes that it reads from as CTEs in front.</summary>
public sealed class QueryPlanner(PipesOptions options)
{
    /// <summary>What SQL over the result of a pipe calls that result.</summary>
    const string Result = "_";

    /// <param name="filters">What the caller may see of data sources; those not named it sees whole.</param>
    /// <param name="over">SQL that is run over the result, which it calls <c>_</c>; null: the result itself.</param>
    /// <exception cref="TemplateException">A template cannot be rendered with these parameters.</exception>
    /// <exception cref="CustomErrorException">A template refuses the request.</exception>
    /// <exception cref="SqlException">The SQL is not allowed.</exception>
    internal Statement Plan(
        Pipe pipe, ParameterValues parameters, IReadOnlyList<RowFilter> filters, CatalogueSnapshot catalogue, string? over = null)
    {
        var nodes = Render(pipe, parameters, catalogue);
        var outer = over is null ? null : SqlGuard.Check(new RenderedSql(over, []), catalogue.Schemas);
        var names = nodes.SelectMany(n => n.Query.Names).Concat(outer?.Names ?? []).ToHashSet(StringComparer.Ordinal);
        var builder = new StatementBuilder();
        foreach (var (name, query) in Shadows.For(names, filters, catalogue))
        {
            builder.AddCte(name, query, isInlined: true);
        }

        foreach (var (name, query) in nodes.SkipLast(1))
        {
            builder.AddCte(name, query);
        }

        if (outer is null)
        {
            return builder.Finish(nodes[^1].Query);
        }

        builder.AddCte(Result, nodes[^1].Query);
        return builder.Finish(outer);
    }

    /// <summary>The endpoint last, and before it the nodes that it reads from, directly or not.</summary>
    List<(string Name, CheckedSql Query)> Render(Pipe pipe, ParameterValues parameters, CatalogueSnapshot catalogue)
    {
        var context = new RenderContext(
            parameters,
            name => catalogue.Relations.ContainsKey(name) || pipe.Nodes.Any(n => n.Name == name),
            name => options.Secrets.GetValueOrDefault(name));
        List<(string, CheckedSql Query)> nodes = [];
        HashSet<string> wanted = new(StringComparer.Ordinal) { pipe.Endpoint.Name };
        foreach (var node in pipe.Nodes.Reverse().SkipWhile(n => n != pipe.Endpoint).Where(n => wanted.Contains(n.Name)))
        {
            var query = Check(node, node.Template.Render(context), catalogue);
            wanted.UnionWith(query.Names);
            nodes.Insert(0, (node.Name, query));
        }

        return nodes;
    }

    static CheckedSql Check(PipeStep node, RenderedSql sql, CatalogueSnapshot catalogue)
    {
        try
        {
            return SqlGuard.Check(sql, catalogue.Schemas);
        }
        catch (SqlException e)
        {
            throw new SqlException($"In node '{node.Name}': {e.Message}.");
        }
    }
}
