using System.Globalization;
using System.Text;
using System.Text.Json;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Errors;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Api.Anomalies;

/// <summary>The stream as server-sent events.</summary>
static class AnomalyStreamApi
{
    /// <summary>How soon an EventSource comes back after a lost connection.</summary>
    const int ReconnectMilliseconds = 2000;

    public static async Task StreamAsync(HttpContext context, AnomalyStream stream, IHostApplicationLifetime lifetime)
    {
        context.DemandLogs();
        var service = ListQuery.Name(context.Request, "service");
        var severity = ListQuery.Name(context.Request, "severity");
        var afterId = AfterId(context.Request);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await foreach (var one in stream.ReadAsync(afterId, stop.Token))
            {
                if (!context.Response.HasStarted)
                {
                    Begin(context.Response);
                    await WriteAsync(context, $"retry: {ReconnectMilliseconds}\n\n", stop.Token);
                }

                if (one is null)
                {
                    await WriteAsync(context, ":\n\n", stop.Token);
                }
                else if ((service ?? one.Anomaly.Series.Service) == one.Anomaly.Series.Service
                    && (severity ?? one.Anomaly.Series.Severity) == one.Anomaly.Series.Severity)
                {
                    await WriteAsync(context, Text(one), stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or the server stops: either way this is the end of the answer and not a failure.
        }
    }

    static void Begin(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        // nginx would otherwise collect events until a buffer is full.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, Encoding.UTF8, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }

    static string Text(AnomalyEvent one)
    {
        var data = JsonSerializer.Serialize(AnomalyBody.Of(one.Anomaly), AnomalyJson.Default.AnomalyBody);
        return $"id: {one.Id}\nevent: {one.Kind.Name()}\ndata: {data}\n\n";
    }

    /// <summary>The header is what a browser sends by itself when it comes back; the parameter is for whoever cannot set one.</summary>
    static long? AfterId(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].FirstOrDefault() is { Length: > 0 } header ? header : ListQuery.Text(request, "last_event_id");
        return text is null ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
            : throw new ApiException(
                StatusCodes.Status400BadRequest, $"Last-Event-ID is '{text}'. Expected the id of an event, a number, or nothing to begin with the next one.");
    }
}
