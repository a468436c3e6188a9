using System.Text.Json;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Errors;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Storage.Detection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Thresholds;

/// <summary>Thresholds one by one. Each is a row of the data source log_anomaly_thresholds, where they can be posted as well.</summary>
static class ThresholdApi
{
    const string Name = "threshold_per_minute";

    public static RouteGroupBuilder MapThresholds(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/thresholds").WithTags("Thresholds");
        group.MapGet("", ListAsync)
            .WithName("ListThresholds")
            .WithSummary("The thresholds in force")
            .WithDescription("Needs DATASOURCES:READ of system_logs.");
        group.MapGet(SeriesRoute.Pattern, FindAsync)
            .WithName("GetThreshold")
            .WithSummary("The threshold of one pair")
            .WithDescription("Its own one; GET /v1/series/{service}/{severity} tells which one holds. Needs DATASOURCES:READ of system_logs.");
        group.MapPut(SeriesRoute.Pattern, PutAsync)
            .WithName("PutThreshold")
            .WithSummary("Sets the threshold of one pair, at once")
            .WithDescription(
                "* stands for every service or severity without a threshold of its own; a '/' in a name is written %2F. "
                + "Needs DATASOURCES:APPEND of log_anomaly_thresholds.")
            // Whatever a client calls it, it is read as JSON.
            .Accepts<ThresholdValue>("application/json", "*/*");
        group.MapDelete(SeriesRoute.Pattern, DeleteAsync)
            .WithName("DeleteThreshold")
            .WithSummary("Ends the threshold of one pair, at once: wildcards hold for it again")
            .WithDescription("Needs DATASOURCES:APPEND of log_anomaly_thresholds.");
        return group;
    }

    static async Task<JsonHttpResult<ThresholdList>> ListAsync(HttpContext context, ThresholdTable table)
    {
        context.DemandLogs();
        var (_, thresholds) = await table.LoadAsync(context.RequestAborted);
        return TypedResults.Json(
            new ThresholdList([.. thresholds.Where(threshold => threshold.Active).Select(ThresholdBody.Of)]), ThresholdJson.Default.ThresholdList);
    }

    static async Task<JsonHttpResult<ThresholdBody>> FindAsync(string service, string severity, HttpContext context, ThresholdTable table)
    {
        context.DemandLogs();
        var own = await OwnAsync(SeriesRoute.Read(context), table, context.RequestAborted);
        return TypedResults.Json(ThresholdBody.Of(own), ThresholdJson.Default.ThresholdBody);
    }

    static async Task<JsonHttpResult<ThresholdBody>> PutAsync(
        string service, string severity, HttpContext context, ThresholdTable table, IDetectionEngine engine, TimeProvider time)
    {
        context.DemandThresholds();
        var pair = SeriesRoute.Read(context);
        var perMinute = await ReadAsync(context);
        await table.AppendAsync(pair.Service, pair.Severity, perMinute, active: true, time.GetUtcNow(), context.RequestAborted);
        await engine.ApplyThresholdsAsync(context.RequestAborted);
        return TypedResults.Json(
            ThresholdBody.Of(await OwnAsync(pair, table, context.RequestAborted)), ThresholdJson.Default.ThresholdBody);
    }

    static async Task<NoContent> DeleteAsync(
        string service, string severity, HttpContext context, ThresholdTable table, IDetectionEngine engine, TimeProvider time)
    {
        context.DemandThresholds();
        var own = await OwnAsync(SeriesRoute.Read(context), table, context.RequestAborted);
        await table.AppendAsync(own.Service, own.Severity, own.PerMinute, active: false, time.GetUtcNow(), context.RequestAborted);
        await engine.ApplyThresholdsAsync(context.RequestAborted);
        return TypedResults.NoContent();
    }

    static async Task<Threshold> OwnAsync(SeriesKey pair, ThresholdTable table, CancellationToken cancellationToken)
    {
        var (_, thresholds) = await table.LoadAsync(cancellationToken);
        return thresholds.FirstOrDefault(one => one.Active && one.Service == pair.Service && one.Severity == pair.Severity)
            ?? throw new ApiException(
                StatusCodes.Status404NotFound,
                $"Service '{pair.Service}' with severity '{pair.Severity}' has no threshold of its own. PUT sets one; GET /v1/thresholds lists what there is.");
    }

    // By hand and whatever the Content-Type says: curl -d sends another one, and the errors must say what to send.
    static async Task<double> ReadAsync(HttpContext context)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body.RootElement.ValueKind is JsonValueKind.Object && body.RootElement.TryGetProperty(Name, out var value)
                ? value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var perMinute) && double.IsFinite(perMinute) && perMinute >= 0
                    ? perMinute
                    : throw new ApiException(
                        StatusCodes.Status400BadRequest, $"{Name} is {value.GetRawText()}. Expected a number of logs a minute, 0 or more.")
                : throw new ApiException(StatusCodes.Status400BadRequest, $"The body has no {Name}. {Expected()}");
        }
        catch (JsonException broken)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest, $"The body is no JSON at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}. {Expected()}");
        }
    }

    static string Expected() => $$"""Expected {"{{Name}}": 100}.""";
}
