using System.Text.Json.Nodes;
using Grainwatch.Api.Auth;
using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Storage.Probes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Probes.Status;

/// <summary>What is up and what is not: as JSON, as a page, as badges.</summary>
static class StatusApi
{
    const string Access = "Needs DATASOURCES:READ of api_metrics, as a header or as ?token=, unless the setting Grainwatch__Probes__PublicStatus is true.";

    public static RouteGroupBuilder MapStatus(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Status");
        group.MapGet("/v1/status", JsonAsync).WithName("GetStatus").WithSummary("The state of every probe's target").WithDescription(Access);
        group.MapGet("/status", PageAsync).WithName("StatusPage").WithSummary("The same as a page").WithDescription(Access);
        group.MapGet("/v1/probes/{name}/badge/{kind}.svg", BadgeAsync)
            .WithName("GetBadge")
            .WithSummary("A badge: status, uptime (of 24 hours), or response-time (median of 24 hours)")
            .WithDescription(Access);
        return group;
    }

    static async Task<Ok<JsonObject>> JsonAsync(HttpContext context, ProbeStatusReader reader, ProbeSettings settings)
    {
        Demand(context, settings);
        var probes = await reader.ReadAsync(context.RequestAborted);
        return TypedResults.Ok(new JsonObject
        {
            ["status"] = Overall.Of(probes),
            ["probes"] = new JsonArray([.. probes.Select(Write)]),
        });
    }

    static async Task<ContentHttpResult> PageAsync(HttpContext context, ProbeStatusReader reader, ProbeSettings settings, TimeProvider time)
    {
        Demand(context, settings);
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return TypedResults.Content(StatusPage.Render(await reader.ReadAsync(context.RequestAborted), time.GetUtcNow()), "text/html; charset=utf-8");
    }

    static async Task<ContentHttpResult> BadgeAsync(string name, string kind, HttpContext context, ProbeStatusReader reader, ProbeSettings settings)
    {
        Demand(context, settings);
        var probe = await reader.FindAsync(name, context.RequestAborted) ?? throw ProbeEditor.NotFound(name);
        context.Response.Headers.CacheControl = "public, max-age=30";
        return TypedResults.Content(Badge.Of(probe, kind), "image/svg+xml; charset=utf-8");
    }

    static JsonObject Write(ProbeStatus probe) => new()
    {
        ["name"] = probe.Name,
        ["state"] = probe.State,
        ["slow"] = probe.Latest is { Tier.Length: > 0 } slow ? slow.Tier : null,
        ["response_time_ms"] = probe.Latest?.ResponseMs,
        ["last_run_at"] = probe.Latest?.At.UtcDateTime,
        ["uptime_24h"] = ProbeJson.Round(probe.Day.Uptime),
        ["median_response_ms_24h"] = ProbeJson.Round(probe.Day.MedianMs),
    };

    static void Demand(HttpContext context, ProbeSettings settings)
    {
        if (!settings.PublicStatus)
        {
            context.Caller().DemandWhole(ProbeResults.Source);
        }
    }
}
