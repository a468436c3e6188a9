namespace Grainwatch.Pipes.Templates;

/// <summary>The SQL of one node, read once and rendered for each request.</summary>
public sealed class Template
{
    readonly IReadOnlyList<TemplateNode> nodes;

    Template(IReadOnlyList<TemplateNode> nodes)
    {
        this.nodes = nodes;
        Parameters = ParameterFinder.Find(nodes);
    }

    /// <summary>In the order in which they appear.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <param name="firstLine">The line of the file that <paramref name="source"/> begins on.</param>
    /// <exception cref="TemplateException">The template cannot be read; its line is known.</exception>
    public static Template Parse(string source, int firstLine = 1) => new(TemplateParser.Parse(source, firstLine));

    /// <summary>SQL without any tag.</summary>
    public static Template OfPlainSql(string sql, int firstLine = 1) => new([new TemplateNode.Text(firstLine, sql)]);

    /// <exception cref="TemplateException">It cannot be rendered with these parameters.</exception>
    /// <exception cref="CustomErrorException">The template refuses the request.</exception>
    public RenderedSql Render(RenderContext context)
    {
        var sql = new SqlWriter();
        try
        {
            new Renderer(new Scope(context), sql).Render(nodes);
        }
        catch (MissingParameterException missing)
        {
            throw new TemplateException(Describe(missing, context)) { Line = missing.Line };
        }

        return sql.Finish();
    }

    /// <summary>Names every parameter that is needed and not there, so that a caller need not find them one by one.</summary>
    string Describe(MissingParameterException missing, RenderContext context)
    {
        var names = Parameters.Where(p => p.IsRequired && context.Parameters.Find(p.Name) is null).Select(p => p.Name)
            .Prepend(missing.Name).Distinct().Order(StringComparer.Ordinal).ToArray();
        return names.Length == 1
            ? $"the parameter {names[0]} is required, but undefined. Add it to the request."
            : $"the parameters {string.Join(", ", names[..^1])} and {names[^1]} are required, but undefined. Add them to the request.";
    }
}
