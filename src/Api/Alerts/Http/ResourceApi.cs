using System.Text.Json.Nodes;
using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Storage.Alerts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Alerts.Http;

/// <summary>The resources that have names: receivers, maintenance windows, dependencies. All are listed, made, changed and removed alike.</summary>
static class ResourceApi
{
    public static RouteGroupBuilder MapResources(this IEndpointRouteBuilder routes, string path, string kind, string what)
    {
        var group = routes.MapGroup(path).WithTags("Alerts").ForAdmins();
        group.MapGet("", (AlertResources resources, CancellationToken cancellationToken) => ListAsync(kind, resources, cancellationToken))
            .WithSummary($"Every {what}, as it was written")
            .WithDescription("'file' is where it is kept; null when it was made over HTTP. Needs the admin token.");
        group.MapGet("/{name}", (string name, AlertResources resources, CancellationToken cancellationToken) => FindAsync(kind, name, resources, cancellationToken))
            .WithSummary($"One {what}");
        group.MapPut("/{name}", (string name, HttpContext context, AlertResources resources) => PutAsync(kind, name, context, resources))
            .WithSummary($"Make or change a {what}")
            .WithDescription("The body has the fields that a file would have, as JSON or, by its Content-Type, YAML. What is kept in a file is changed there: 409.");
        group.MapDelete("/{name}", (string name, AlertResources resources, CancellationToken cancellationToken) => DeleteAsync(kind, name, resources, cancellationToken))
            .WithSummary($"Remove a {what}");
        return group;
    }

    public static JsonNode Describe(AlertResource resource)
    {
        var spec = JsonNode.Parse(resource.Spec)!.AsObject();
        spec["file"] = resource.File;
        spec["updated_at"] = resource.UpdatedAt;
        return spec;
    }

    static async Task<JsonHttpResult<JsonObject>> ListAsync(string kind, AlertResources resources, CancellationToken cancellationToken)
    {
        var found = (await resources.ReadAsync(cancellationToken)).Where(resource => resource.Kind == kind);
        return TypedResults.Json(new JsonObject { ["data"] = new JsonArray([.. found.Select(Describe)]) });
    }

    static async Task<JsonHttpResult<JsonNode>> FindAsync(string kind, string name, AlertResources resources, CancellationToken cancellationToken)
    {
        var found = (await resources.ReadAsync(cancellationToken)).FirstOrDefault(resource => resource.Kind == kind && resource.Name == name);
        return TypedResults.Json(Describe(found ?? throw AlertRequest.NotFound($"There is no {kind} '{name}'.")));
    }

    static async Task<JsonHttpResult<JsonNode>> PutAsync(string kind, string name, HttpContext context, AlertResources resources)
    {
        AlertRequest.CheckName(name);
        var body = await AlertRequest.ReadSpecAsync(context);
        if (body is not SpecNode.Map map)
        {
            throw body.Error("Expected an object with fields.");
        }

        if (map.Fields.TryGetValue("name", out var given) && (given as SpecNode.Text)?.Value != name)
        {
            throw given.Error($"It differs from the '{name}' of the address. Leave it out, or make both the same.");
        }

        // What was read before may be sent back as it is.
        var fields = map.Fields.Where(field => field.Key is not ("file" or "updated_at")).ToDictionary();
        fields["name"] = new SpecNode.Text(map.Place, "name", name);
        await resources.PutAsync(new ResourceSpec(kind, name, map with { Fields = fields }), context.RequestAborted);
        return await FindAsync(kind, name, resources, context.RequestAborted);
    }

    static async Task<NoContent> DeleteAsync(string kind, string name, AlertResources resources, CancellationToken cancellationToken) =>
        await resources.DeleteAsync(kind, name, cancellationToken)
            ? TypedResults.NoContent()
            : throw AlertRequest.NotFound($"There is no {kind} '{name}'.");
}
