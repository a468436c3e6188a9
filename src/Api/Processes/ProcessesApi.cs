using System.Text.Json.Nodes;
using Grainwatch.Api.Auth;
using Grainwatch.Storage.Processes;

namespace Grainwatch.Api.Processes;

static class ProcessesApi
{
    static readonly TimeSpan Shown = TimeSpan.FromHours(1);
    static readonly TimeSpan Silent = TimeSpan.FromSeconds(5);

    public static void AddProcesses(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProcessStatsTable>();
        builder.Services.AddSingleton<ProcessMeters>();
        builder.Services.AddSingleton<LogRates>();
        builder.Services.AddSingleton<Storage.Ingest.ICommitObserver>(services => services.GetRequiredService<LogRates>());
        builder.Services.AddHostedService<ProcessReporter>();
    }

    public static void MapProcesses(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/processes", ListAsync)
        .WithTags("Processes")
        .WithName("ListProcesses")
        .WithSummary("What every process of this installation is doing")
        .WithDescription("state is up, or silent when a process has said nothing for five seconds; after an hour it is forgotten. Needs the admin token.");

    static async Task<IResult> ListAsync(HttpContext context, ProcessStatsTable table, Shape shape, TimeProvider time)
    {
        context.Caller().Demand(Scope.Admin);
        var now = time.GetUtcNow();
        var found = await table.ReadAsync(now - Shown, context.RequestAborted);
        return Results.Json(new JsonObject
        {
            ["shape"] = shape.Name,
            ["dashboard"] = shape.Dashboard,
            ["processes"] = new JsonArray([.. found.Select(one => Write(one.At, one.Stats, now))]),
        });
    }

    static JsonObject Write(DateTimeOffset at, string stats, DateTimeOffset now)
    {
        var json = JsonNode.Parse(stats)!.AsObject();
        json["at"] = at.UtcDateTime;
        json["state"] = now - at < Silent ? "up" : "silent";
        return json;
    }
}
