using System.Globalization;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Errors;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Storage.Alerts;
using Grainwatch.Storage.Detection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Anomalies;

static class AnomalyApi
{
    public static RouteGroupBuilder MapAnomalies(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/anomalies").WithTags("Anomalies");
        group.MapGet("", ListAsync)
            .WithName("ListAnomalies")
            .WithSummary("Anomalies, newest first")
            .WithDescription(
                "Filters: service, severity, state (open or resolved), reason (threshold, baseline, flatline, ...), from and to (anomalies with a minute in that time). "
                + "limit is 1 to 1000, 100 by default; cursor is the next_cursor of the page before. Needs DATASOURCES:READ of system_logs.");
        group.MapGet("/{id:long}", FindAsync)
            .WithName("GetAnomaly")
            .WithSummary("One anomaly, and what became of it")
            .WithDescription(
                "Beside the anomaly: its transitions, who acknowledged it, every notification attempted, and who was not told because of a silence, "
                + "a maintenance window or a dependency. Needs DATASOURCES:READ of system_logs.");
        group.MapGet("/stream", AnomalyStreamApi.StreamAsync)
            .WithName("StreamAnomalies")
            .WithSummary("Anomalies the moment they fire and resolve, as server-sent events")
            .WithDescription(
                "Each event has an id, the name firing or resolved, and the anomaly as data. To go on where a connection ended, send the last id "
                + "as the header Last-Event-ID or the parameter last_event_id: nothing is missed or repeated. Without it the stream begins now. "
                + "Filters: service, severity. A comment every 15 seconds keeps the connection up. Needs DATASOURCES:READ of system_logs.")
            .Produces<AnomalyBody>(StatusCodes.Status200OK, "text/event-stream");
        return group;
    }

    static async Task<JsonHttpResult<AnomalyPage>> ListAsync(HttpContext context, AnomalyReader anomalies)
    {
        context.DemandLogs();
        var request = context.Request;
        var limit = ListQuery.Limit(request);
        var filter = new AnomalyFilter
        {
            Service = ListQuery.Name(request, "service"),
            Severity = ListQuery.Name(request, "severity"),
            IsOpen = State(request),
            Reason = Reason(request),
            From = ListQuery.Time(request, "from"),
            To = ListQuery.Time(request, "to"),
        };
        // One more than asked tells whether there is another page.
        var found = await anomalies.ListAsync(filter, ListQuery.Cursor(request), limit + 1, context.RequestAborted);
        var next = found.Count > limit ? found[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Json(new AnomalyPage([.. found.Take(limit).Select(AnomalyBody.Of)], next), AnomalyJson.Default.AnomalyPage);
    }

    static async Task<JsonHttpResult<AnomalyDetail>> FindAsync(long id, HttpContext context, AnomalyReader anomalies, AlertHistory history)
    {
        context.DemandLogs();
        var anomaly = await anomalies.FindAsync(id, context.RequestAborted)
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"There is no anomaly {id}. GET /v1/anomalies lists what there is.");
        return TypedResults.Json(
            new AnomalyDetail(anomaly, await history.OfAnomalyAsync(id, context.RequestAborted)), AnomalyJson.Default.AnomalyDetail);
    }

    static bool? State(HttpRequest request) => ListQuery.Text(request, "state") switch
    {
        null => null,
        "open" or "firing" => true,
        "resolved" => false,
        { } other => throw ListQuery.Wrong("state", other, "open or resolved"),
    };

    static AnomalyReason? Reason(HttpRequest request) => ListQuery.Text(request, "reason") is { } name
        ? AnomalyNames.ToReason(name)
            ?? throw ListQuery.Wrong("reason", name, string.Join(" or ", Enum.GetValues<AnomalyReason>().Select(reason => reason.Name())))
        : null;
}
