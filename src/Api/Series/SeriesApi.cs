using System.Globalization;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Errors;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Series;

static class SeriesApi
{
    public static RouteGroupBuilder MapSeries(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/series").WithTags("Series");
        group.MapGet("", ListAsync)
            .WithName("ListSeries")
            .WithSummary("Series, in the order in which they appeared")
            .WithDescription(
                "Filters: service, severity, state (firing, recovering, pending or ok). limit is 1 to 1000, 100 by default; cursor is the next_cursor of the page before. "
                + "Needs DATASOURCES:READ of system_logs.");
        group.MapGet(SeriesRoute.Pattern, FindAsync)
            .WithName("GetSeries")
            .WithSummary("The live state of one series: its window of counts, its threshold, what fires, what is pending")
            .WithDescription("A '/' in a name is written %2F. Needs DATASOURCES:READ of system_logs.");
        return group;
    }

    static async Task<JsonHttpResult<SeriesPage>> ListAsync(HttpContext context, SeriesReader series, ThresholdBook thresholds)
    {
        context.DemandLogs();
        var request = context.Request;
        var limit = ListQuery.Limit(request);
        var after = (int)Math.Min(ListQuery.Cursor(request) ?? 0, int.MaxValue);
        // One more than asked tells whether there is another page.
        var found = await series.ListAsync(
            ListQuery.Name(request, "service"), ListQuery.Name(request, "severity"), State(request), after, limit + 1, context.RequestAborted);
        var next = found.Count > limit ? found[limit - 1].Series.Id.ToString(CultureInfo.InvariantCulture) : null;
        var bodies = found.Take(limit).Select(entry => SeriesBody.Of(entry, thresholds.Current.For(entry.Series.Key)?.PerMinute));
        return TypedResults.Json(new SeriesPage([.. bodies], next), SeriesJson.Default.SeriesPage);
    }

    static async Task<JsonHttpResult<SeriesStateBody>> FindAsync(
        string service,
        string severity,
        HttpContext context,
        SeriesStatusReader series,
        RuleWatchReader rules)
    {
        context.DemandLogs();
        var key = SeriesRoute.Read(context);
        var status = await series.FindAsync(key, context.RequestAborted) ?? throw new ApiException(
            StatusCodes.Status404NotFound,
            $"No log of service '{key.Service}' with severity '{key.Severity}' was ever stored. GET /v1/series lists what there is.");
        return TypedResults.Json(SeriesStateBody.Of(key, status, await rules.ReadAsync(key, context.RequestAborted)), SeriesJson.Default.SeriesStateBody);
    }

    static SeriesState? State(HttpRequest request) => ListQuery.Text(request, "state") is { } name
        ? SeriesStateNames.ToState(name) ?? throw ListQuery.Wrong("state", name, "firing or recovering or pending or ok")
        : null;
}
