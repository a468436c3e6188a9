using System.Globalization;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Storage.Alerts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Alerts.Http;

/// <summary>What receivers were told, what could not be delivered, and who looks after what.</summary>
static class NotificationApi
{
    const int MaxListed = 1000;
    const int MaxText = 1000;

    static readonly TimeSpan LongestReport = TimeSpan.FromDays(400);

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Alerts").ForAdmins();
        group.MapGet("/notifications", ListAsync)
            .WithSummary("Messages to receivers, newest first")
            .WithDescription("state is pending, delivered or dead; receiver filters too; limit is 1 to 1000, 100 by default.");
        group.MapGet("/notifications/{id:guid}", FindAsync).WithSummary("One message: what it says, and every attempt to deliver it");
        group.MapPost("/notifications/{id:guid}/retry", RetryAsync).WithSummary("Try again to deliver a message that was given up");
        group.MapPost("/anomalies/{id:long}/acknowledge", AcknowledgeAsync)
            .WithSummary("Say that somebody looks after an anomaly")
            .WithDescription("by and comment. Nobody is reminded of it any more; its end is told.");
        group.MapGet("/reports/anomalies", ReportAsync)
            .WithSummary("How many anomalies there were, by day, service and reason")
            .WithDescription("from and to (30 days by default), time_zone for where a day begins.");
    }

    static async Task<JsonHttpResult<NotificationList>> ListAsync(
        string? state, string? receiver, int? limit, AlertHistory history, CancellationToken cancellationToken)
    {
        if (state is not (null or "pending" or "delivered" or "dead"))
        {
            throw AlertRequest.Bad($"state is '{state}'. Expected pending, delivered or dead.");
        }

        if (limit is < 1 or > MaxListed)
        {
            throw AlertRequest.Bad($"limit is {limit}. Expected a number from 1 to {MaxListed}.");
        }

        return TypedResults.Json(new NotificationList(await history.ListAsync(state, receiver, limit ?? 100, cancellationToken)), AlertRequest.Json);
    }

    static async Task<JsonHttpResult<NotificationNote>> FindAsync(Guid id, AlertHistory history, CancellationToken cancellationToken) =>
        TypedResults.Json(await history.FindAsync(id, cancellationToken) ?? throw AlertRequest.NotFound($"There is no message {id}."), AlertRequest.Json);

    static async Task<Accepted> RetryAsync(Guid id, NotificationOutbox outbox, TimeProvider clock, CancellationToken cancellationToken) =>
        await outbox.ReviveAsync(id, clock.GetUtcNow(), cancellationToken)
            ? TypedResults.Accepted((string?)null)
            : throw AlertRequest.NotFound($"There is no message {id} that was given up.");

    static async Task<JsonHttpResult<Acknowledgement>> AcknowledgeAsync(long id, HttpContext context, AlertHistory history, TimeProvider clock)
    {
        var spec = (await AlertRequest.ReadSpecAsync(context)).Read();
        var acknowledgement = new Acknowledgement(spec.RequiredText("by", "ada"), spec.Text("comment") ?? "", clock.GetUtcNow());
        spec.Done();
        if (acknowledgement.By.Length > MaxText || acknowledgement.Comment.Length > MaxText)
        {
            throw AlertRequest.Bad($"by and comment have at most {MaxText} characters.");
        }

        return await history.AcknowledgeAsync(id, acknowledgement, context.RequestAborted)
            ? TypedResults.Json(acknowledgement, AlertRequest.Json, statusCode: StatusCodes.Status201Created)
            : throw AlertRequest.NotFound($"There is no anomaly {id}.");
    }

    static async Task<JsonHttpResult<Report>> ReportAsync(
        string? from, string? to, string? time_zone, AlertHistory history, TimeProvider clock, CancellationToken cancellationToken)
    {
        var end = Time("to", to) ?? clock.GetUtcNow();
        var start = Time("from", from) ?? end.AddDays(-30);
        if (start >= end || end - start > LongestReport)
        {
            throw AlertRequest.Bad($"from must lie before to, and at most {SpecDuration.Format(LongestReport)} before it.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(time_zone ?? "UTC", out var zone))
        {
            throw AlertRequest.Bad($"The time zone '{time_zone}' is not known here. Write one such as Europe/Berlin.");
        }

        return TypedResults.Json(new Report(start, end, await history.CountAsync(start, end, zone, cancellationToken)), AlertRequest.Json);
    }

    static DateTimeOffset? Time(string name, string? text) => text is not { Length: > 0 }
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw AlertRequest.Bad($"{name} is '{text}'. Expected a time such as 2026-03-01T12:00:00Z.");

    sealed record NotificationList(IReadOnlyList<NotificationNote> Data);

    sealed record Report(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<AnomalyCount> Data);
}
