namespace Grainwatch.Pipes.Templates;

enum TemplateTagKind
{
    Text,
    Expression,
    Statement,
}

readonly record struct TemplateTag(TemplateTagKind Kind, string Content, int Line);
