using Grainwatch.Api.Detection;
using Grainwatch.Api.Json;

namespace Grainwatch.Api.Activity;

/// <summary>The last hour of services and series.</summary>
static class ActivityApi
{
    const string Order = "Firing first, then the furthest over what is normal, then the busiest. search finds a part of a name; limit is 1 to 1000, 100 by default. Needs DATASOURCES:READ of system_logs.";

    public static void AddActivity(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ActivityReader>();

    public static void MapActivity(this IEndpointRouteBuilder routes)
    {
        routes.MapSeriesCounts();
        var group = routes.MapGroup("/v1/activity").WithTags("Series");
        group.MapGet("/series", SeriesAsync)
            .WithName("ListActiveSeries")
            .WithSummary("The series of the last hour, with their counts a minute")
            .WithDescription(Order);
        group.MapGet("/services", ServicesAsync)
            .WithName("ListActiveServices")
            .WithSummary("The services of the last hour, with how far each minute was from what is normal")
            .WithDescription("ratios: of the severity that was furthest over its threshold, or over its usual count where it has none; 1 is as much as is normal. " + Order);
    }

    static async Task<IResult> SeriesAsync(HttpContext context, ActivityReader activity)
    {
        context.DemandLogs();
        var (search, limit) = (ListQuery.Text(context.Request, "search"), ListQuery.Limit(context.Request));
        var now = await activity.ReadAsync(context.RequestAborted);
        var found = now.Series.Where(one => Matches(search, one.Key.Service, one.Key.Severity)).ToList();
        return Results.Json(
            new
            {
                first_minute = now.First.Start.UtcDateTime,
                total = found.Count,
                series = found.OrderByDescending(one => one.IsFiring).ThenByDescending(one => one.Worst).ThenByDescending(one => one.Counts.Sum())
                    .Take(limit).Select(one => new ActiveSeries(
                        one.Key.Service, one.Key.Severity, one.IsFiring ? "firing" : "ok", one.Threshold, Round(one.Limit), one.Counts)),
            },
            ApiJson.Options);
    }

    static async Task<IResult> ServicesAsync(HttpContext context, ActivityReader activity)
    {
        context.DemandLogs();
        var (search, limit) = (ListQuery.Text(context.Request, "search"), ListQuery.Limit(context.Request));
        var now = await activity.ReadAsync(context.RequestAborted);
        var found = now.Series.Where(one => Matches(search, one.Key.Service)).GroupBy(one => one.Key.Service).Select(Service).ToList();
        return Results.Json(
            new
            {
                first_minute = now.First.Start.UtcDateTime,
                total = found.Count,
                services = found.OrderByDescending(one => one.Firing).ThenByDescending(one => one.Ratios.Max() ?? 0).ThenByDescending(one => one.Counts.Sum()).Take(limit),
            },
            ApiJson.Options);
    }

    static ActiveService Service(IGrouping<string, SeriesActivity> series) => new(
        series.Key,
        series.Count(one => one.IsFiring),
        [.. Enumerable.Range(0, ActivityReader.Minutes).Select(minute => Round(series.Max(one => one.Ratio(minute))))],
        [.. Enumerable.Range(0, ActivityReader.Minutes).Select(minute => series.Sum(one => one.Counts[minute]))],
        series.MaxBy(one => (one.IsFiring, one.Worst, one.Counts.Sum()))!.Key.Severity);

    static bool Matches(string? search, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (search is null || name.Contains(search, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    static double? Round(double? number) => number is { } known ? Math.Round(known, 2) : null;

    sealed record ActiveSeries(string Service, string Severity, string State, double? ThresholdPerMinute, double? Limit, long[] Counts);

    /// <param name="Worst">The severity that stands out most.</param>
    sealed record ActiveService(string Service, int Firing, double?[] Ratios, long[] Counts, string Worst);
}
