namespace Grainwatch.Pipes.Templates;

/// <summary>A node of the tree of an expression.</summary>
abstract record Expression
{
    public sealed record Literal(Value Value) : Expression;

    public sealed record Name(string Text) : Expression;

    public sealed record ListOf(IReadOnlyList<Expression> Items) : Expression
    {
        public override IEnumerable<Expression> Children => Items;
    }

    public sealed record DictOf(IReadOnlyList<(Expression Key, Expression Value)> Entries) : Expression
    {
        public override IEnumerable<Expression> Children => Entries.SelectMany(e => new[] { e.Key, e.Value });
    }

    public sealed record Unary(string Operator, Expression Operand) : Expression
    {
        public override IEnumerable<Expression> Children => [Operand];
    }

    public sealed record Binary(string Operator, Expression Left, Expression Right) : Expression
    {
        public override IEnumerable<Expression> Children => [Left, Right];
    }

    /// <summary>a &lt; b &lt; c: true when each comparison is.</summary>
    public sealed record Comparison(Expression First, IReadOnlyList<(string Operator, Expression Operand)> Rest) : Expression
    {
        public override IEnumerable<Expression> Children => Rest.Select(r => r.Operand).Prepend(First);
    }

    public sealed record Conditional(Expression Condition, Expression Then, Expression Else) : Expression
    {
        public override IEnumerable<Expression> Children => [Condition, Then, Else];
    }

    public sealed record Index(Expression Target, Expression Key) : Expression
    {
        public override IEnumerable<Expression> Children => [Target, Key];
    }

    public sealed record Slice(Expression Target, Expression? From, Expression? To, Expression? Step) : Expression
    {
        public override IEnumerable<Expression> Children => new[] { Target, From, To, Step }.OfType<Expression>();
    }

    public sealed record Call(string Function, IReadOnlyList<Expression> Arguments, IReadOnlyList<(string Name, Expression Value)> Named) : Expression
    {
        public override IEnumerable<Expression> Children => Arguments.Concat(Named.Select(n => n.Value));
    }

    public sealed record Method(Expression Target, string Function, IReadOnlyList<Expression> Arguments) : Expression
    {
        public override IEnumerable<Expression> Children => Arguments.Prepend(Target);
    }

    public virtual IEnumerable<Expression> Children => [];

    public IEnumerable<Expression> SelfAndDescendants() => Children.SelectMany(c => c.SelfAndDescendants()).Prepend(this);
}
