namespace Grainwatch.Pipes.Templates;

/// <summary>A template that cannot be read, or that cannot be rendered with the given parameters.</summary>
public class TemplateException(string problem) : Exception($"Template Syntax Error: {problem}")
{
    public string Problem { get; } = problem;

    /// <summary>The line of the file; 0 while nobody knows it.</summary>
    public int Line { get; set; }
}
