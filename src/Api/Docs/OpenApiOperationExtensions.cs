using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Grainwatch.Api.Docs;

/// <summary>Describes what cannot be seen from an endpoint's signature.</summary>
static class OpenApiOperationExtensions
{
    /// <summary>Adds a parameter of the query.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, string name, string description, bool required = false) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Required = required,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            return Task.CompletedTask;
        });

    /// <summary>A body that the endpoint reads by itself.</summary>
    public static RouteHandlerBuilder WithBody(this RouteHandlerBuilder endpoint, string contentType, string description, string example) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [contentType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create(example) },
                },
            };
            return Task.CompletedTask;
        });
}
