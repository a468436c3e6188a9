using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Grainwatch.Api.Docs;

/// <summary>The OpenAPI document of all endpoints, and a page to try them.</summary>
static class OpenApiExtensions
{
    const string Scheme = "token";

    public static void AddOpenApiDocument(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", document =>
        document.AddDocumentTransformer(Describe));

    static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Grainwatch",
            Version = typeof(OpenApiExtensions).Assembly.GetName().Version!.ToString(3),
            Description = "Logs in, anomalies out. The words behind it are at /docs/http-api; every error is {\"error\", \"documentation\"}.",
        };
        // Where the document was asked for is where the server is: not what it believes its own name to be.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The admin token is in DATA/admin.token. A token can also be sent as the parameter token.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }
}
