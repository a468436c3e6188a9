using System.Text.Json.Serialization;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Api.Pipes;

sealed record PipeList(IReadOnlyList<PipeDescription> Pipes);

/// <summary>A pipe as <c>/v0/pipes</c> describes it.</summary>
sealed record PipeDescription(
    string Id, string Name, string Description, string Type, string Endpoint, string Url, IReadOnlyList<NodeDescription> Nodes)
{
    public static PipeDescription Of(Pipe pipe) => new(
        pipe.Name,
        pipe.Name,
        pipe.Description,
        "endpoint",
        pipe.Endpoint.Name,
        $"/v0/pipes/{pipe.Name}.json",
        [.. pipe.Nodes.Select(n => new NodeDescription(
            n.Name, n.Description, n.Sql, [.. n.Template.Parameters.Select(ParameterDescription.Of)]))]);
}

sealed record NodeDescription(string Name, string Description, string Sql, IReadOnlyList<ParameterDescription> Params);

sealed record ParameterDescription(
    string Name,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Default,
    bool Required,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Example,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Format,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Enum)
{
    public static ParameterDescription Of(ParameterInfo parameter) => new(
        parameter.Name,
        parameter.Type.Length > 0 ? parameter.Type : "String",
        parameter.Default,
        parameter.IsRequired,
        parameter.Description,
        parameter.Example,
        parameter.Format,
        parameter.Enum.Count > 0 ? parameter.Enum : null);
}
