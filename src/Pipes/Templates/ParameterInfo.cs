namespace Grainwatch.Pipes.Templates;

/// <summary>A parameter of a template, as its calls describe it.</summary>
/// <param name="Type">As in the template: String, Int32, Array...</param>
/// <param name="Default">As text; null when there is none.</param>
/// <param name="IsRequired">Nothing renders without it.</param>
public sealed record ParameterInfo(
    string Name, string Type, string? Default, bool IsRequired, string? Description, string? Example, string? Format, IReadOnlyList<string> Enum);
