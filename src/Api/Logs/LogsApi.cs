using Grainwatch.Api.Detection;
using Grainwatch.Api.Docs;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Json;
using Grainwatch.Storage.Logs;

namespace Grainwatch.Api.Logs;

/// <summary><c>/v1/logs</c>: looking for logs.</summary>
static class LogsApi
{
    const string Filters = "service, severity, text (a part of the message, in upper or lower case), from and to. Row filters of the token hold.";

    public static void MapLogs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/logs").WithTags("Logs");
        group.MapGet("", FindAsync)
            .WithName("FindLogs")
            .WithSummary("Logs, newest first")
            .WithDescription(
                $"{Filters} A look takes about half a second at most: searched_to says how far back it came, and next_cursor goes on from there. "
                + "limit is 1 to 1000, 100 by default. Long texts are cut. Needs DATASOURCES:READ of system_logs.")
            .WithQuery("cursor", "The next_cursor of the answer before.");
        group.MapGet("/{id}", GetAsync).WithName("GetLog").WithSummary("One log, whole").WithDescription("id is the one of a list.");
        group.MapGet("/histogram", HistogramAsync)
            .WithName("CountLogs")
            .WithSummary("How many logs there are, by slice of time and severity")
            .WithDescription($"{Filters} slices is 1 to 500, about 60 by default. Where rows have to be looked at, counted_from says how far back that came.");
        group.MapGet("/tail", LogTail.StreamAsync)
            .WithName("TailLogs")
            .WithSummary("New logs as they come, as server-sent events")
            .WithDescription("service, severity, text. Each event is a list of logs, oldest first; when more come than can be shown, skipped is true.")
            .Produces<LogPage>(StatusCodes.Status200OK, "text/event-stream");
    }

    static async Task<IResult> FindAsync(HttpContext context, LogQuery query, LogSearch search, TimeProvider time)
    {
        var filter = query.Filter(context);
        var (from, to) = Range(context.Request, time);
        var cursor = ListQuery.Text(context.Request, "cursor") is not { } text
            ? to is { } end ? new LogPosition(end) : (LogPosition?)null
            : LogPosition.Parse(text) ?? throw ListQuery.Wrong("cursor", text, "the next_cursor of an answer");
        var found = await search.FindAsync(filter, from, cursor, ListQuery.Limit(context.Request), context.RequestAborted);
        return Results.Json(
            new LogPage([.. found.Lines.Select(LogBody.Of)], found.SearchedTo.UtcDateTime, found.Next?.ToString()), ApiJson.Options);
    }

    static async Task<IResult> GetAsync(string id, HttpContext context, LogQuery query, LogReader logs)
    {
        var visible = query.Visible(context);
        var line = LogPosition.Parse(id) is { IsLog: true } position ? await logs.FindAsync(position, visible, context.RequestAborted) : null;
        return Results.Json(
            LogBody.Of(line ?? throw new ApiException(StatusCodes.Status404NotFound, "There is no such log. It may be older than logs are kept.")), ApiJson.Options);
    }

    static async Task<IResult> HistogramAsync(HttpContext context, LogQuery query, LogSearch search, TimeProvider time)
    {
        var filter = query.Filter(context);
        var (from, to) = Range(context.Request, time);
        var slices = TimeSlices.Of(from, to ?? time.GetUtcNow(), Slices(context.Request));
        var (counts, countedFrom) = await search.CountAsync(filter, slices.From, slices.To, slices.Length, context.RequestAborted);
        return Results.Json(slices.Histogram(counts, countedFrom), ApiJson.Options);
    }

    static (DateTimeOffset From, DateTimeOffset? To) Range(HttpRequest request, TimeProvider time)
    {
        var to = ListQuery.Time(request, "to");
        var from = ListQuery.Time(request, "from") ?? (to ?? time.GetUtcNow()).AddHours(-1);
        return from < (to ?? DateTimeOffset.MaxValue)
            ? (from, to)
            : throw new ApiException(StatusCodes.Status400BadRequest, "from must lie before to.");
    }

    static int Slices(HttpRequest request) => ListQuery.Text(request, "slices") is not { } text ? 60
        : int.TryParse(text, out var slices) && slices is >= 1 and <= 500 ? slices
        : throw ListQuery.Wrong("slices", text, "a number from 1 to 500");
}
