using Grainwatch.Api.Auth;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Json;
using Grainwatch.Api.Logs;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Status;

/// <summary>What runs of probes found, as charts want it.</summary>
static class ProbeRunsApi
{
    const int Slices = 240;

    public static void MapProbeRuns(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/probes/{name}/runs", GetAsync)
            .WithTags("Probes")
            .WithName("GetProbeRuns")
            .WithSummary("The response times of one probe by slices of time: percentiles, failures, and the score of the isolation forest")
            .WithDescription("from and to, by default the last six hours. Needs DATASOURCES:READ of api_metrics.");
        routes.MapGet("/v1/status/recent", RecentAsync)
            .WithTags("Status")
            .WithName("GetRecentRuns")
            .WithSummary("The median response times and failures of every probe, by the minute of the last hour")
            .WithDescription("Needs DATASOURCES:READ of api_metrics.");
    }

    static async Task<Microsoft.AspNetCore.Http.IResult> GetAsync(string name, HttpContext context, ProbeRunReader runs, ProbeResults results, TimeProvider time)
    {
        context.Caller().DemandWhole(ProbeResults.Source);
        var to = ListQuery.Time(context.Request, "to") ?? time.GetUtcNow();
        var from = ListQuery.Time(context.Request, "from") ?? to.AddHours(-6);
        if (from >= to)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "from must lie before to.");
        }

        var slices = TimeSlices.Of(from, to, Slices);
        var found = await ReadAsync(name, slices, runs, results, context.RequestAborted);
        var bySlice = found.ToDictionary(slice => slice.Start);
        var all = slices.Starts.Select(start => bySlice.GetValueOrDefault(start)).ToList();
        return TypedResults.Json(
            new
            {
                times = slices.Starts.Select(start => start.ToUnixTimeSeconds()),
                median_ms = all.Select(slice => slice?.Percentiles[0]),
                p95_ms = all.Select(slice => slice?.Percentiles[1]),
                p99_ms = all.Select(slice => slice?.Percentiles[2]),
                runs = all.Select(slice => slice?.Runs ?? 0),
                failed = all.Select(slice => slice?.Failed ?? 0),
                score = all.Select(slice => slice?.Score),
            },
            ApiJson.Options);
    }

    static async Task<Microsoft.AspNetCore.Http.IResult> RecentAsync(HttpContext context, ProbeRunReader runs, ProbeResults results, TimeProvider time)
    {
        context.Caller().DemandWhole(ProbeResults.Source);
        var now = time.GetUtcNow();
        var slices = TimeSlices.Of(now.AddHours(-1), now, 60);
        var found = await ReadAsync(null, slices, runs, results, context.RequestAborted);
        var probes = found.GroupBy(slice => slice.Probe).OrderBy(probe => probe.Key, StringComparer.Ordinal).Select(probe =>
        {
            var bySlice = probe.ToDictionary(slice => slice.Start);
            return new
            {
                name = probe.Key,
                median_ms = slices.Starts.Select(start => bySlice.GetValueOrDefault(start)?.Percentiles[0]),
                failed = slices.Starts.Select(start => bySlice.GetValueOrDefault(start)?.Failed ?? 0),
            };
        });
        return TypedResults.Json(new { probes }, ApiJson.Options);
    }

    static async Task<IReadOnlyList<ProbeSlice>> ReadAsync(
        string? name, TimeSlices slices, ProbeRunReader runs, ProbeResults results, CancellationToken cancellationToken) =>
        await results.ExistAsync(cancellationToken) ? await runs.ReadAsync(name, slices.From, slices.To, slices.Length, cancellationToken) : [];
}
