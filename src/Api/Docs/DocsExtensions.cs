using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Docs;

static class DocsExtensions
{
    const string Index = "http-api";

    public static void MapDocs(this WebApplication app)
    {
        app.MapOpenApi().WithMetadata(new OpenToAll());
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs/api";
            page.DocumentTitle = "Grainwatch: try the API";
            page.SwaggerEndpoint("/openapi/v1.json", "Grainwatch");
        });
        var docs = app.MapGroup("/docs").WithMetadata(new OpenToAll()).ExcludeFromDescription();
        docs.MapGet("", () => Results.Redirect($"/docs/{Index}"));
        docs.MapGet("/{*page}", (string page) => DocsPages.Find(page) is { } html
            ? Results.Text(html, "text/html; charset=utf-8")
            : throw new ApiException(StatusCodes.Status404NotFound, $"There is no page {page}. /docs/{Index} is where they begin."));
    }
}
