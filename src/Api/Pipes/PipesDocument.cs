using System.Globalization;
using System.Text.Json.Nodes;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Api.Pipes;

/// <summary>The endpoints of all pipes as an OpenAPI document.</summary>
static class PipesDocument
{
    public static JsonObject Of(IEnumerable<Pipe> pipes, string server) => new()
    {
        ["openapi"] = "3.0.3",
        ["info"] = new JsonObject { ["title"] = "Grainwatch pipes", ["version"] = "v0" },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = server }),
        ["paths"] = new JsonObject(pipes.SelectMany(p => ResultFormats.Names.Select(f => KeyValuePair.Create<string, JsonNode?>($"/v0/pipes/{p.Name}.{f}", Path(p, f))))),
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
            },
        },
        ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
    };

    static JsonNode Path(Pipe pipe, string format) => new JsonObject
    {
        ["get"] = new JsonObject
        {
            ["operationId"] = $"{pipe.Name}_{format}",
            ["summary"] = pipe.Description,
            ["parameters"] = new JsonArray([.. pipe.Parameters.Select(Parameter)]),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject
                {
                    ["description"] = "The result",
                    ["content"] = new JsonObject { [ResultFormats.Find(format, false)!.ContentType.Split(';')[0]] = new JsonObject() },
                },
                ["400"] = new JsonObject { ["description"] = "A parameter is missing or wrong" },
                ["403"] = new JsonObject { ["description"] = "The token does not allow it" },
            },
        },
    };

    static JsonNode Parameter(ParameterInfo parameter)
    {
        var schema = Schema(parameter.Type);
        if (parameter.Default is not null)
        {
            schema["default"] = Value(parameter.Default, schema);
        }

        if (parameter.Enum.Count > 0)
        {
            schema["enum"] = new JsonArray([.. parameter.Enum.Select(e => Value(e, schema))]);
        }

        var described = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = "query",
            ["required"] = parameter.IsRequired,
            ["schema"] = schema,
        };
        if (parameter.Description is not null)
        {
            described["description"] = parameter.Description;
        }

        if (parameter.Example is not null)
        {
            described["example"] = Value(parameter.Example, schema);
        }

        return described;
    }

    /// <summary>A text of the data file as the schema has it; what is not of its type stays text.</summary>
    static JsonNode Value(string text, JsonObject schema) => schema["type"]!.GetValue<string>() switch
    {
        "integer" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        "number" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        "boolean" => text is not "0" && !text.Equals("false", StringComparison.OrdinalIgnoreCase),
        "array" => new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => Value(item, schema["items"]!.AsObject()))]),
        _ => text,
    };

    static JsonObject Schema(string type) =>
        type.StartsWith("Array(", StringComparison.Ordinal) ? new JsonObject { ["type"] = "array", ["items"] = Schema(type["Array(".Length..^1]) }
        : type.Contains("Int", StringComparison.Ordinal) ? new JsonObject { ["type"] = "integer" }
        : type.StartsWith("Float", StringComparison.Ordinal) ? new JsonObject { ["type"] = "number" }
        : type.StartsWith("Bool", StringComparison.OrdinalIgnoreCase) ? new JsonObject { ["type"] = "boolean" }
        : type == "Date" ? new JsonObject { ["type"] = "string", ["format"] = "date" }
        : new JsonObject { ["type"] = "string" };
}
