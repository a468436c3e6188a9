using System.Text.Json.Nodes;
using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Alerts.Http;

static class RouteApi
{
    public static void MapAlertRoutes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/routes").WithTags("Alerts").ForAdmins();
        group.MapGet("", GetAsync).WithSummary("The tree of routes, as it was written");
        group.MapPut("", PutAsync)
            .WithSummary("Replace the tree of routes")
            .WithDescription("The body is the root: receiver, group_by, group_wait, group_interval, repeat_interval, repeat_max, and routes with match and continue beside these.");
        group.MapDelete("", DeleteAsync).WithSummary("Remove the routes: nobody is told any more");
        group.MapPost("/match", MatchAsync)
            .WithSummary("Say who would be told of an alert")
            .WithDescription("The body has the labels, such as {\"service\": \"checkout\", \"severity\": \"ERROR\", \"reason\": \"threshold\"}.");
    }

    static async Task<JsonHttpResult<JsonNode>> GetAsync(AlertResources resources, CancellationToken cancellationToken)
    {
        var root = (await resources.ReadAsync(cancellationToken)).FirstOrDefault(resource => resource.Kind == ResourceKind.Route);
        return TypedResults.Json(root is null ? new JsonObject() : ResourceApi.Describe(root));
    }

    static async Task<JsonHttpResult<JsonNode>> PutAsync(HttpContext context, AlertResources resources)
    {
        var body = await AlertRequest.ReadSpecAsync(context);
        if (body is not SpecNode.Map map)
        {
            throw body.Error("Expected an object with fields.");
        }

        var root = map with { Fields = map.Fields.Where(field => field.Key is not ("file" or "updated_at")).ToDictionary() };
        await resources.PutAsync(new ResourceSpec(ResourceKind.Route, ResourceKind.RootName, root), context.RequestAborted);
        return await GetAsync(resources, context.RequestAborted);
    }

    static async Task<NoContent> DeleteAsync(AlertResources resources, CancellationToken cancellationToken) =>
        await resources.DeleteAsync(ResourceKind.Route, ResourceKind.RootName, cancellationToken)
            ? TypedResults.NoContent()
            : throw AlertRequest.NotFound("There are no routes.");

    static async Task<JsonHttpResult<JsonObject>> MatchAsync(HttpContext context, AlertResources resources, ConfigurationReader reader)
    {
        var body = await AlertRequest.ReadSpecAsync(context) as SpecNode.Map ?? throw AlertRequest.Bad("Expected an object of labels.");
        var labels = new Labels(body.Fields.Select(field => KeyValuePair.Create(
            Labels.IsName(field.Key) ? field.Key : throw field.Value.Error("This is no label name."), (field.Value as SpecNode.Text)?.Value ?? "")));
        var configuration = reader.ReadStored(await resources.ReadAsync(context.RequestAborted));
        return TypedResults.Json(new JsonObject
        {
            ["data"] = new JsonArray(
            [
                .. configuration.Routes.Route(labels).Select(target => new JsonObject
                {
                    ["receiver"] = target.Key.Receiver,
                    ["route"] = target.Key.Route,
                    ["group"] = new JsonObject(target.Key.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
                    ["group_wait"] = SpecDuration.Format(target.Policy.GroupWait),
                    ["group_interval"] = SpecDuration.Format(target.Policy.GroupInterval),
                    ["repeat_interval"] = SpecDuration.Format(target.Policy.RepeatInterval),
                }),
            ]),
        });
    }
}
