using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Execution;

/// <summary>Makes one statement of a pipe: its endpoint, with the nodes that it reads from as CTEs in front.</summary>
public sealed class QueryPlanner(PipesOptions options)
{
    /// <summary>What SQL over the result of a pipe calls that result.</summary>
    const string Result = "_";

    /// <param name="access">What the caller may see.</param>
    /// <param name="over">SQL that is run over the result, which it calls <c>_</c>; null: the result itself.</param>
    /// <exception cref="TemplateException">A template cannot be rendered with these parameters.</exception>
    /// <exception cref="CustomErrorException">A template refuses the request.</exception>
    /// <exception cref="SqlException">The SQL is not allowed.</exception>
    /// <exception cref="SqlAccessException">SQL over the result reads what the caller may not.</exception>
    internal Statement Plan(
        Pipe pipe, ParameterValues parameters, QueryAccess access, CatalogueSnapshot catalogue, string? over = null) =>
        Plan(pipe, parameters, access, catalogue, over is null ? null : new RenderedSql(over, []));

    /// <inheritdoc cref="Plan(Pipe, ParameterValues, QueryAccess, CatalogueSnapshot, string?)"/>
    internal Statement Plan(Pipe pipe, ParameterValues parameters, QueryAccess access, CatalogueSnapshot catalogue, RenderedSql? over)
    {
        var nodes = Render(pipe, parameters, catalogue);
        var outer = over is null ? null : SqlGuard.Check(over, catalogue.Schemas);
        if (outer is not null && access.MayRead is { } mayRead)
        {
            CheckAccess(outer, mayRead, catalogue);
        }

        var names = nodes.SelectMany(n => n.Query.Names).Concat(outer?.Names ?? []).ToHashSet(StringComparer.Ordinal);
        var builder = new StatementBuilder();
        foreach (var (name, query) in Shadows.For(names, access.Filters, catalogue, isFenced: outer is not null))
        {
            builder.AddCte(name, query, isInlined: true);
        }

        var steps = nodes.SkipLast(1);
        var result = access.ResultFilter is { } filter ? nodes[^1].Query.Where(filter) : nodes[^1].Query;
        if (outer is not null)
        {
            // A condition of the caller's must not meet rows that the pipe leaves out.
            builder.AddApart(Result, steps, result);
            return builder.Finish(outer);
        }

        foreach (var (name, query) in steps)
        {
            builder.AddCte(name, query);
        }

        return builder.Finish(result);
    }

    /// <summary>Makes one statement of SQL that is the caller's own.</summary>
    /// <exception cref="SqlException">The SQL is not allowed.</exception>
    /// <exception cref="SqlAccessException">It reads what the caller may not.</exception>
    internal static Statement Plan(RenderedSql sql, QueryAccess access, CatalogueSnapshot catalogue)
    {
        var query = SqlGuard.Check(sql, catalogue.Schemas);
        if (access.MayRead is { } mayRead)
        {
            CheckAccess(query, mayRead, catalogue);
        }

        var builder = new StatementBuilder();
        foreach (var (name, shadow) in Shadows.For(query.Names, access.Filters, catalogue, isFenced: true))
        {
            builder.AddCte(name, shadow, isInlined: true);
        }

        return builder.Finish(query);
    }

    /// <summary>SQL of the caller's own: a template when it begins with <c>%</c>, as in a node of a pipe.</summary>
    /// <exception cref="TemplateException">The template cannot be read, or not be rendered with these parameters.</exception>
    internal static RenderedSql Render(string sql, ParameterValues parameters, QueryAccess access, CatalogueSnapshot catalogue)
    {
        var trimmed = sql.TrimStart();
        return trimmed.StartsWith('%')
            ? Template.Parse(trimmed[1..], 1).Render(new RenderContext(
                parameters, name => catalogue.Relations.ContainsKey(name) && !IsHidden(name, access.MayRead, catalogue), name => null))
            : new RenderedSql(sql, []);
    }

    /// <summary>The caller's own SQL sees the result, and of data sources what the token allows.</summary>
    static void CheckAccess(CheckedSql outer, Func<string, bool> mayRead, CatalogueSnapshot catalogue)
    {
        if (outer.RelationNames.FirstOrDefault(name => catalogue.Relations.ContainsKey(name) && IsHidden(name, mayRead, catalogue)) is { } name)
        {
            throw new SqlAccessException(name);
        }
    }

    static bool IsHidden(string relation, Func<string, bool>? mayRead, CatalogueSnapshot catalogue) =>
        mayRead is not null && (catalogue.SourceOf(relation) is not { } source || !mayRead(source));

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
            // Most requests differ in their values only, which are not in the text.
            if (node.LastChecked is { } last && last.Sql == sql.Sql)
            {
                return SqlGuard.Bind(last, sql.Placeholders);
            }

            var query = SqlGuard.Check(sql, catalogue.Schemas);
            node.LastChecked = query with { Values = new Dictionary<int, BoundValue>() };
            return query;
        }
        catch (SqlException e)
        {
            throw new SqlException($"In node '{node.Name}': {e.Message}.");
        }
    }
}
