namespace Grainwatch.Pipes.Templates;

/// <summary>A node of the tree of a template.</summary>
/// <param name="Line">Of the file.</param>
abstract record TemplateNode(int Line)
{
    public sealed record Text(int Line, string Content) : TemplateNode(Line);

    public sealed record Output(int Line, Expression Value) : TemplateNode(Line)
    {
        public override IEnumerable<Expression> Expressions => [Value];
    }

    public sealed record Set(int Line, IReadOnlyList<string> Targets, Expression Value) : TemplateNode(Line)
    {
        public override IEnumerable<Expression> Expressions => [Value];
    }

    /// <param name="Branches">The first whose condition is true is rendered; a null condition is <c>else</c>.</param>
    public sealed record If(int Line, IReadOnlyList<(Expression? Condition, IReadOnlyList<TemplateNode> Body)> Branches) : TemplateNode(Line)
    {
        public override IEnumerable<Expression> Expressions => Branches.Select(b => b.Condition).OfType<Expression>();

        public override IEnumerable<TemplateNode> Children => Branches.SelectMany(b => b.Body);
    }

    public sealed record For(int Line, IReadOnlyList<string> Targets, Expression Source, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else)
        : TemplateNode(Line)
    {
        public override IEnumerable<Expression> Expressions => [Source];

        public override IEnumerable<TemplateNode> Children => Body.Concat(Else);
    }

    public sealed record While(int Line, Expression Condition, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode(Line)
    {
        public override IEnumerable<Expression> Expressions => [Condition];

        public override IEnumerable<TemplateNode> Children => Body.Concat(Else);
    }

    public sealed record Try(
        int Line,
        IReadOnlyList<TemplateNode> Body,
        IReadOnlyList<TemplateNode>? Except,
        IReadOnlyList<TemplateNode> Else,
        IReadOnlyList<TemplateNode> Finally) : TemplateNode(Line)
    {
        public override IEnumerable<TemplateNode> Children => Body.Concat(Except ?? []).Concat(Else).Concat(Finally);
    }

    public sealed record Break(int Line) : TemplateNode(Line);

    public sealed record Continue(int Line) : TemplateNode(Line);

    public virtual IEnumerable<Expression> Expressions => [];

    public virtual IEnumerable<TemplateNode> Children => [];

    public IEnumerable<TemplateNode> SelfAndDescendants() => Children.SelectMany(c => c.SelfAndDescendants()).Prepend(this);
}
