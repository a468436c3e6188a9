using System.Text.Json;
using System.Text.Json.Nodes;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers.PagerDuty;

/// <summary>A group is one incident: its id is the key by which PagerDuty joins what comes twice, and resolves it when nothing fires any more.</summary>
sealed class PagerDutySender(Uri url, string routingKey, string? severity, HttpPost http) : ISender
{
    const int MaxSummary = 1024;

    public Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageText text, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["dedup_key"] = message.GroupId,
            ["event_action"] = message.IsFiring ? "trigger" : "resolve",
        };
        if (message.IsFiring)
        {
            body["client"] = "Grainwatch";
            body["client_url"] = text.Link.AbsoluteUri;
            body["links"] = new JsonArray(new JsonObject { ["href"] = text.Link.AbsoluteUri, ["text"] = "Open in Grainwatch" });
            body["payload"] = Payload(message, text);
        }

        return http.SendAsync(url, JsonSerializer.SerializeToUtf8Bytes(body), null, [], cancellationToken);
    }

    JsonObject Payload(AlertMessage message, MessageText text)
    {
        var first = message.Firing[0];
        return new JsonObject
        {
            ["summary"] = text.Title.Length <= MaxSummary ? text.Title : TemplateFilter.Cut(text.Title, MaxSummary),
            ["source"] = first.Labels.GetValueOrDefault(Labels.Service) ?? "grainwatch",
            ["severity"] = severity ?? SeverityOf(message),
            ["timestamp"] = first.StartsAt.ToString("o"),
            ["component"] = first.Labels.GetValueOrDefault(Labels.Service),
            ["class"] = first.Labels.GetValueOrDefault(Labels.Reason),
            ["custom_details"] = new JsonObject
            {
                ["why"] = text.Why,
                ["firing"] = message.FiringCount,
                ["resolved"] = message.ResolvedCount,
                ["alerts"] = new JsonArray([.. text.Lines.Select(line => (JsonNode)line)]),
            },
        };
    }

    /// <summary>The worst of the alerts' own severities, which are free text.</summary>
    static string SeverityOf(AlertMessage message)
    {
        var severities = message.Firing.Select(alert => alert.Labels.GetValueOrDefault(Labels.Severity, "").ToUpperInvariant()).ToList();
        return severities.Exists(text => text.StartsWith("CRIT", StringComparison.Ordinal) || text is "FATAL" or "EMERGENCY" or "ALERT" or "PANIC") ? "critical"
            : severities.Exists(text => text.StartsWith("ERR", StringComparison.Ordinal) || text is "HIGH" or "SEVERE") ? "error"
            : severities.Exists(text => text.StartsWith("WARN", StringComparison.Ordinal) || text is "MEDIUM") ? "warning"
            : "info";
    }
}
