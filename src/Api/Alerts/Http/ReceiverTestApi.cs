using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Api.Errors;
using Grainwatch.Domain.Alerts.Delivery;
using Grainwatch.Domain.Alerts.Grouping;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Alerts.Http;

/// <summary>Tells a receiver something harmless, at once and without the outbox, and answers what came of it.</summary>
static class ReceiverTestApi
{
    public static void MapReceiverTest(this RouteGroupBuilder receivers) => receivers.MapPost("/{name}/test", TestAsync)
        .WithSummary("Send a test message to a receiver")
        .WithDescription("Answers 200 when it was delivered, and 502 with what the receiver said when it was not.");

    static async Task<JsonHttpResult<TestAnswer>> TestAsync(
        string name, CurrentConfiguration resources, MessageLinks links, AlertOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var receiver = await resources.FindReceiverAsync(name, cancellationToken) ?? throw AlertRequest.NotFound($"There is no receiver '{name}'.");
        using var timeout = new CancellationTokenSource(options.Timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await receiver.SendAsync(Message(name, clock.GetUtcNow()), links, stop.Token) switch
            {
                DeliveryOutcome.Delivered delivered => TypedResults.Json(new TestAnswer(true, delivered.Detail), AlertRequest.Json),
                DeliveryOutcome.Failed failed => throw Failed(name, failed.Problem),
                var other => throw new InvalidOperationException($"{other} is no outcome."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(name, $"no answer within {options.TimeoutSeconds} s");
        }
    }

    static ApiException Failed(string name, string problem) => new(StatusCodes.Status502BadGateway, $"The receiver '{name}' could not be told: {problem}");

    /// <summary>An alert that has resolved already: no receiver keeps an incident open because of it.</summary>
    static AlertMessage Message(string receiver, DateTimeOffset now)
    {
        var labels = new Dictionary<string, string> { ["service"] = "grainwatch-test", ["severity"] = "INFO", ["reason"] = "threshold" };
        var alert = new AlertReport(
            0, "test", labels, now.AddMinutes(-1), now, now.AddMinutes(-1), now.AddMinutes(-1), Observed: 2, Expected: 1, Peak: 2, IsNew: true, IsFlapping: false);
        return new AlertMessage(
            Guid.CreateVersion7(now), receiver, "grainwatch-test", labels, NotificationReason.Resolved, now, now, FiringCount: 0, ResolvedCount: 1, [], [alert]);
    }

    sealed record TestAnswer(bool Delivered, string Detail);
}
