using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Catalogue;

namespace Grainwatch.Api.Pipes;

/// <summary><c>GET /v0/datasources</c>: what data sources there are, and their columns.</summary>
static class DataSourcesApi
{
    public static void MapDataSourcesApi(this WebApplication app)
    {
        var group = app.MapGroup("/v0/datasources").WithTags("Data sources");
        group.MapGet("/", List).WithName("ListDataSources").WithSummary("The data sources that the token may read, with their columns");
        group.MapGet("/{name}", Get).WithName("GetDataSource").WithSummary("One data source");
    }

    static IResult List(HttpContext context, ProjectCatalogue catalogue)
    {
        var caller = context.Caller();
        return Results.Json(new DataSourceList([
            .. catalogue.Current.DataSources.Values.Where(s => caller.Allows(Scope.DataSourcesRead, s.Name))
                .OrderBy(s => s.Name, StringComparer.Ordinal).Select(DataSourceDescription.Of),
        ]));
    }

    static IResult Get(string name, HttpContext context, ProjectCatalogue catalogue)
    {
        context.Caller().Demand(Scope.DataSourcesRead, name);
        return catalogue.Current.DataSources.TryGetValue(name, out var source)
            ? Results.Json(DataSourceDescription.Of(source))
            : throw new ApiException(
                StatusCodes.Status404NotFound,
                $"The data source '{name}' does not exist. GET /v0/datasources lists those that do.",
                "/docs/http-api#datasources");
    }
}
