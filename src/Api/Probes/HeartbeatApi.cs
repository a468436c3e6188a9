using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Storage.Probes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Probes;

/// <summary>The URLs that heartbeats are pushed to. The key in the URL is the secret; no token is needed, so that a cron job's curl is enough.</summary>
static class HeartbeatApi
{
    const int MaxMessage = 400;

    public static RouteGroupBuilder MapHeartbeats(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/heartbeats").WithTags("Probes").WithMetadata(new OpenToAll());
        group.MapMethods("/{key}", ["GET", "POST"], (string key, HttpContext context, HeartbeatTable calls) => CallAsync(key, false, context, calls))
            .WithName("PushHeartbeat").WithSummary("Says that all is well");
        group.MapMethods("/{key}/fail", ["GET", "POST"], (string key, HttpContext context, HeartbeatTable calls) => CallAsync(key, true, context, calls))
            .WithName("PushFailure").WithSummary("Says that something went wrong; the parameter message says what");
        return group;
    }

    static async Task<Ok<HeartbeatAnswer>> CallAsync(string key, bool failed, HttpContext context, HeartbeatTable calls)
    {
        var message = context.Request.Query["message"].ToString().Replace("\0", "", StringComparison.Ordinal);
        var probe = key.Contains('\0', StringComparison.Ordinal)
            ? null
            : await calls.CallAsync(key, failed, message.Length <= MaxMessage ? message : message[..MaxMessage], context.RequestAborted);
        return probe is null
            ? throw new ApiException(StatusCodes.Status404NotFound, "There is no heartbeat with this key. GET /v1/probes shows the push_url of each.")
            : TypedResults.Ok(new HeartbeatAnswer(probe, failed ? "failed" : "ok"));
    }

    sealed record HeartbeatAnswer(string Probe, string Heard);
}
