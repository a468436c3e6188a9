namespace Grainwatch.Pipes.Templates;

/// <summary>A parameter without a default is not there.</summary>
sealed class MissingParameterException(string name) : TemplateException($"the parameter {name} is required, but undefined.")
{
    public string Name { get; } = name;
}
