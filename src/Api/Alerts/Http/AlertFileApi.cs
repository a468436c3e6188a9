using System.Text.Json.Nodes;
using Grainwatch.Api.Alerts.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Alerts.Http;

/// <summary>Takes an alerts.yml as it is in version control.</summary>
static class AlertFileApi
{
    public static void MapAlertFiles(this IEndpointRouteBuilder routes) => routes.MapGroup("/v1/alert-files").WithTags("Alerts").ForAdmins()
        .MapPut("/{name}", PutAsync)
        .WithSummary("Make receivers, routes, maintenance windows and dependencies be what a file says")
        .WithDescription("The body is YAML. What the file of that name held before and holds no more is removed. Errors name the line and the field.");

    static async Task<JsonHttpResult<JsonObject>> PutAsync(string name, HttpContext context, AlertResources resources)
    {
        var specs = ResourceSpec.ReadFile(await AlertRequest.ReadTextAsync(context), AlertRequest.CheckName(name));
        await resources.ApplyFilesAsync([.. specs.Select(spec => (name, spec))], file => file == name, context.RequestAborted);
        return TypedResults.Json(new JsonObject { ["file"] = name, ["resources"] = specs.Count });
    }
}
