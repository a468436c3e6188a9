using System.Text.Json.Nodes;
using Grainwatch.Api.Auth;
using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Api.Probes.Status;
using Grainwatch.Storage.Probes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Probes;

/// <summary>Probes as resources.</summary>
static class ProbeApi
{
    public static RouteGroupBuilder MapProbeResources(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/probes").WithTags("Probes");
        group.MapGet("", ListAsync)
            .WithName("ListProbes")
            .WithSummary("All probes, with what is known of their targets")
            .WithDescription("Secrets in definitions are shown as (hidden). Needs DATASOURCES:READ of api_metrics.");
        group.MapGet("/{name}", FindAsync).WithName("GetProbe").WithSummary("One probe").WithDescription("Needs DATASOURCES:READ of api_metrics.");
        group.MapPost("", CreateAsync).WithName("CreateProbe").WithSummary("A new probe; it runs at once").WithDescription("Needs the admin token.");
        group.MapPut("/{name}", PutAsync)
            .WithName("PutProbe")
            .WithSummary("Makes a probe or changes it; in force at once")
            .WithDescription("A secret that is sent as (hidden) stays as it was. Needs the admin token.");
        group.MapDelete("/{name}", DeleteAsync)
            .WithName("DeleteProbe")
            .WithSummary("Ends a probe and resolves its anomalies; its results stay")
            .WithDescription("Needs the admin token.");
        group.MapPost("/{name}/pause", (string name, HttpContext context, ProbeEditor editor, ProbeStatusReader status) => PauseAsync(name, true, context, editor, status))
            .WithName("PauseProbe").WithSummary("Stops running a probe, and resolves its anomalies").WithDescription("Needs the admin token.");
        group.MapPost("/{name}/resume", (string name, HttpContext context, ProbeEditor editor, ProbeStatusReader status) => PauseAsync(name, false, context, editor, status))
            .WithName("ResumeProbe").WithSummary("Runs a paused probe again").WithDescription("Needs the admin token.");
        return group;
    }

    static async Task<Ok<JsonObject>> ListAsync(HttpContext context, ProbeStatusReader status)
    {
        var admin = DemandRead(context);
        var probes = await status.ReadAsync(context.RequestAborted);
        return TypedResults.Ok(new JsonObject { ["probes"] = new JsonArray([.. probes.Select(probe => ProbeJson.Write(probe, admin))]) });
    }

    static async Task<Ok<JsonObject>> FindAsync(string name, HttpContext context, ProbeStatusReader status)
    {
        var admin = DemandRead(context);
        return TypedResults.Ok(await ReadAsync(name, admin, context, status));
    }

    static async Task<Created<JsonObject>> CreateAsync(HttpContext context, ProbeEditor editor, ProbeStatusReader status)
    {
        context.Caller().Demand(Scope.Admin);
        var (name, _) = await editor.PutAsync(null, await BodyAsync(context), context.RequestAborted);
        return TypedResults.Created($"/v1/probes/{name}", await ReadAsync(name, admin: true, context, status));
    }

    static async Task<Results<Ok<JsonObject>, Created<JsonObject>>> PutAsync(string name, HttpContext context, ProbeEditor editor, ProbeStatusReader status)
    {
        context.Caller().Demand(Scope.Admin);
        var (_, isNew) = await editor.PutAsync(name, await BodyAsync(context), context.RequestAborted);
        var probe = await ReadAsync(name, admin: true, context, status);
        return isNew ? TypedResults.Created($"/v1/probes/{name}", probe) : TypedResults.Ok(probe);
    }

    static async Task<NoContent> DeleteAsync(string name, HttpContext context, ProbeEditor editor)
    {
        context.Caller().Demand(Scope.Admin);
        await editor.DeleteAsync(name, context.RequestAborted);
        return TypedResults.NoContent();
    }

    static async Task<Ok<JsonObject>> PauseAsync(string name, bool paused, HttpContext context, ProbeEditor editor, ProbeStatusReader status)
    {
        context.Caller().Demand(Scope.Admin);
        await editor.PauseAsync(name, paused, context.RequestAborted);
        return TypedResults.Ok(await ReadAsync(name, admin: true, context, status));
    }

    static async Task<JsonObject> ReadAsync(string name, bool admin, HttpContext context, ProbeStatusReader status) =>
        ProbeJson.Write(await status.FindAsync(name, context.RequestAborted) ?? throw ProbeEditor.NotFound(name), admin);

    /// <returns>Whether the caller may see what only an administrator may.</returns>
    static bool DemandRead(HttpContext context)
    {
        var caller = context.Caller();
        caller.DemandWhole(ProbeResults.Source);
        return caller.Allows(Scope.Admin);
    }

    static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }
}
