namespace Grainwatch.Pipes.Templates;

/// <summary>A rendering that went over its budget. <c>except</c> blocks don't see it: nothing may go on.</summary>
public sealed class TemplateTooBigException(string problem) : TemplateException(problem);
