using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers.Alertmanager;

/// <summary>Alertmanager knows an alert by its labels, so what comes twice is the same alert there.</summary>
sealed class AlertmanagerSender(Uri url, AuthenticationHeaderValue? authorization, HttpPost http) : ISender
{
    public Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageText text, CancellationToken cancellationToken)
    {
        JsonNode[] alerts =
        [
            // It takes an alert to be over when it hears nothing for five minutes, unless it is told until when it may fire.
            .. message.Firing.Select(alert => Alert(alert, message.ValidUntil, text)),
            .. message.Resolved.Select(alert => Alert(alert, alert.EndsAt ?? message.At, text)),
        ];
        return http.SendAsync(url, JsonSerializer.SerializeToUtf8Bytes(new JsonArray(alerts)), authorization, [], cancellationToken);
    }

    static JsonNode Alert(AlertReport alert, DateTimeOffset endsAt, MessageText text)
    {
        var labels = new JsonObject { ["alertname"] = $"Grainwatch {alert.Labels.GetValueOrDefault(Labels.Reason)}" };
        foreach (var (name, value) in alert.Labels)
        {
            labels[name] = value;
        }

        return new JsonObject
        {
            ["labels"] = labels,
            ["annotations"] = new JsonObject
            {
                ["summary"] = $"{alert.Labels.GetValueOrDefault(Labels.Service)} {alert.Labels.GetValueOrDefault(Labels.Severity)}: {AlertWords.What(alert)}",
                ["anomaly_id"] = JsonSerializer.SerializeToNode(alert.AnomalyId)!.ToString(),
            },
            ["startsAt"] = alert.StartsAt.ToString("o"),
            ["endsAt"] = endsAt.ToString("o"),
            ["generatorURL"] = text.Link.AbsoluteUri,
        };
    }
}
