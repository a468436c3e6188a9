namespace Grainwatch.Pipes.Templates;

enum ExpressionTokenKind
{
    End,
    Name,
    Text,
    Integer,
    Float,
    Symbol,
}

readonly record struct ExpressionToken(ExpressionTokenKind Kind, string Text)
{
    public override string ToString() => Kind == ExpressionTokenKind.End ? "the end" : $"'{Text}'";
}
