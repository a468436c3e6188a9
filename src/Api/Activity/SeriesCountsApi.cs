using Grainwatch.Api.Detection;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Json;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Logs;

namespace Grainwatch.Api.Activity;

/// <summary>The counts of one series over up to a month, as a chart wants them.</summary>
static class SeriesCountsApi
{
    const int LongestDays = 31;
    const int MostPoints = 1500;

    public static void MapSeriesCounts(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/counts" + SeriesRoute.Pattern, GetAsync)
        .WithTags("Series")
        .WithName("GetCounts")
        .WithSummary("The counts a minute of one series over up to 31 days, with what is usual")
        .WithDescription(
            "from and to, by default the last hour. At most 1500 points: in a longer range a point is step_minutes long and has the fullest of its minutes, in which a threshold is "
            + "crossed or not. low and high: between them a count is usual for this series at this time, as learnt from the two weeks before; empty until enough is learnt. "
            + "Needs DATASOURCES:READ of system_logs.");

    static async Task<IResult> GetAsync(HttpContext context, ISeriesHistory series, CountReader counts, ThresholdBook thresholds, TimeProvider time)
    {
        context.DemandLogs();
        var key = SeriesRoute.Read(context);
        var (from, to) = Range(context.Request, time);
        var one = await series.FindAsync(key, context.RequestAborted) ?? throw new ApiException(
            StatusCodes.Status404NotFound, $"No log of service '{key.Service}' with severity '{key.Severity}' was ever stored. GET /v1/series lists what there is.");
        var found = await counts.OfSeriesAsync(one.Id, from - SeriesChart.LearntMinutes, to, context.RequestAborted);
        var chart = SeriesChart.Of(found, from, to, MostPoints);
        return Results.Json(
            new
            {
                service = key.Service,
                severity = key.Severity,
                threshold_per_minute = thresholds.Current.For(key)?.PerMinute,
                step_minutes = chart.Step,
                times = chart.Times,
                counts = chart.Counts,
                sums = chart.Sums,
                low = chart.Low,
                high = chart.High,
            },
            ApiJson.Options);
    }

    static (Minute From, Minute To) Range(HttpRequest request, TimeProvider time)
    {
        var to = Minute.Of(ListQuery.Time(request, "to") ?? time.GetUtcNow()) + 1;
        var from = ListQuery.Time(request, "from") is { } start ? Minute.Of(start) : to - 60;
        return from < to && to - from <= LongestDays * 1440 + 1
            ? (from, to)
            : throw new ApiException(StatusCodes.Status400BadRequest, $"from must lie before to, and at most {LongestDays} days before it.");
    }
}
