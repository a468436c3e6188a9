using Grainwatch.Api.Auth;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Json;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Storage.Postgres;
using Grainwatch.Storage.Sources;

namespace Grainwatch.Api.Sources;

/// <summary>How much data sources hold, and what did not fit.</summary>
static class SourcesApi
{
    const string Documentation = "/docs/http-api#datasources";

    public static void AddSources(this WebApplicationBuilder builder) => builder.Services.AddSingleton<SourceStatsReader>();

    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/sources").WithTags("Data sources");
        group.MapGet("", ListAsync)
            .WithName("ListSourceSizes")
            .WithSummary("The rows, bytes and quarantined rows of data sources")
            .WithDescription("Of those that the token shows whole. Above 100,000 rows, those of other data sources than system_logs are estimated.");
        group.MapGet("/{name}/quarantine", QuarantineAsync)
            .WithName("ListQuarantine")
            .WithSummary("The newest rows that did not fit into a data source, and why")
            .WithDescription("limit is 1 to 1000, 100 by default. Needs DATASOURCES:READ of it.");
    }

    static async Task<IResult> ListAsync(HttpContext context, ProjectCatalogue catalogue, SourceStatsReader stats)
    {
        var caller = context.Caller();
        var quarantined = await stats.QuarantinedAsync(context.RequestAborted);
        List<SourceStats> sources = [];
        foreach (var name in catalogue.Current.DataSources.Keys.Where(name => caller.ShowsWhole(name)).Order(StringComparer.Ordinal))
        {
            var size = name == BuiltIn.Logs ? await stats.OfLogsAsync(context.RequestAborted)
                : await stats.OfTableAsync(BuiltIn.Is(name) ? Database.Schema : Database.DataSchema, name, context.RequestAborted);
            sources.Add(new SourceStats(name, size.Rows, size.Bytes, quarantined.GetValueOrDefault(name)));
        }

        return Results.Json(new { sources }, ApiJson.Options);
    }

    static async Task<IResult> QuarantineAsync(string name, HttpContext context, ProjectCatalogue catalogue, SourceStatsReader stats)
    {
        context.Caller().DemandWhole(name);
        return catalogue.Current.DataSources.ContainsKey(name)
            ? Results.Json(new { rows = await stats.QuarantineAsync(name, ListQuery.Limit(context.Request), context.RequestAborted) }, ApiJson.Options)
            : throw new ApiException(StatusCodes.Status404NotFound, $"The data source '{name}' does not exist. GET /v0/datasources lists those that do.", Documentation);
    }

    sealed record SourceStats(string Name, long Rows, long Bytes, long Quarantined);
}
