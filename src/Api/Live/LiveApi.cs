using System.Globalization;
using System.Text.Json;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Series;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;

namespace Grainwatch.Api.Live;

static class LiveApi
{
    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LiveHub>();
        builder.Services.AddHostedService<LiveFrames>();
        builder.Services.AddHostedService<LiveAnomalies>();
    }

    public static void MapLive(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/live", StreamAsync)
        .WithTags("Live")
        .WithName("Live")
        .WithSummary("What is going on, every second, as server-sent events")
        .WithDescription(
            "recent: as many of the frames before as the parameter recent asks for, 120 at most. frame: logs a second by severity, open anomalies, how ingest is doing, over all processes. firing and resolved: an anomaly, the moment it does. "
            + "away: Postgres cannot be reached. With service and severity also series, after each frame: the live state of that one. Needs DATASOURCES:READ of system_logs.")
        .Produces<LiveFrame>(StatusCodes.Status200OK, "text/event-stream");

    static async Task StreamAsync(HttpContext context, LiveHub hub, IDetectionEngine engine, IHostApplicationLifetime lifetime)
    {
        context.DemandLogs();
        var series = Series(context.Request);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var subscription = hub.Subscribe(Recent(context.Request));
        ServerEvents.Begin(context.Response);
        try
        {
            await context.Response.SendAsync("retry: 1000\n\n"u8.ToArray(), stop.Token);
            await foreach (var text in subscription.ReadAsync(stop.Token))
            {
                await context.Response.SendAsync(text, stop.Token);
                if (series is { } key && await engine.FindAsync(key, stop.Token) is { } status)
                {
                    var state = JsonSerializer.Serialize(SeriesStateBody.Of(key, status), SeriesJson.Default.SeriesStateBody);
                    await context.Response.SendAsync(ServerEvents.Event("series", state), stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was closed, or the server stops.
        }
    }

    static int Recent(HttpRequest request) => ListQuery.Text(request, "recent") is not { } text
        ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var frames) && frames <= LiveHub.MaxRecent
            ? frames
            : throw ListQuery.Wrong("recent", text, $"a number from 0 to {LiveHub.MaxRecent}");

    static SeriesKey? Series(HttpRequest request) =>
        ListQuery.Name(request, "service") is { } service && ListQuery.Name(request, "severity") is { } severity ? new SeriesKey(service, severity) : null;
}
