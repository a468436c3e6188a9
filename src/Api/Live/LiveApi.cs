using System.Globalization;
using System.Text.Json;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Series;
using Grainwatch.Domain.Series;
using Grainwatch.Storage.Rules;

namespace Grainwatch.Api.Live;

static class LiveApi
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

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

    static async Task StreamAsync(HttpContext context, LiveHub hub, SeriesStatusReader statuses, RuleWatchReader rules, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        context.DemandLogs();
        var series = Series(context.Request);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var standing = RuleStanding.Quiet;
        using var subscription = hub.Subscribe(Recent(context.Request));
        ServerEvents.Begin(context.Response);
        try
        {
            await context.Response.SendAsync("retry: 1000\n\n"u8.ToArray(), stop.Token);
            await foreach (var text in subscription.ReadAsync(stop.Token))
            {
                await context.Response.SendAsync(text, stop.Token);
                if (series is { } key && await statuses.FindAsync(key, stop.Token) is { } status)
                {
                    standing = await ReadAsync(rules, key, time, stop.Token) ?? standing;
                    var state = JsonSerializer.Serialize(SeriesStateBody.Of(key, status, standing), SeriesJson.Default.SeriesStateBody);
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

    /// <returns>Null when Postgres does not say it soon: the counts, which are in memory, are not to wait for it.</returns>
    static async Task<RuleStanding?> ReadAsync(RuleWatchReader rules, SeriesKey series, TimeProvider time, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        try
        {
            return await rules.ReadAsync(series, either.Token);
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    static SeriesKey? Series(HttpRequest request) =>
        ListQuery.Name(request, "service") is { } service && ListQuery.Name(request, "severity") is { } severity ? new SeriesKey(service, severity) : null;
}
