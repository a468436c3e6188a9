using System.Text.Json;
using System.Text.Json.Serialization;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers.Webhook;

/// <summary>The JSON of a webhook. It is documented for strangers: fields may be added, none may change.</summary>
static class WebhookBody
{
    static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static byte[] Write(AlertMessage message, MessageText text) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Version = 1,
            message.Id,
            message.Receiver,
            message.Reason,
            Status = message.IsFiring ? "firing" : "resolved",
            SentAt = message.At,
            message.ValidUntil,
            message.GroupId,
            message.GroupLabels,
            message.FiringCount,
            message.ResolvedCount,
            text.Title,
            Text = text.Body,
            text.Link,
            Alerts = message.Firing.Select(alert => Describe(alert, "firing")).Concat(message.Resolved.Select(alert => Describe(alert, "resolved"))),
        },
        Options);

    static object Describe(AlertReport alert, string status) => new
    {
        Status = status,
        alert.AnomalyId,
        alert.Fingerprint,
        alert.Labels,
        What = AlertWords.What(alert),
        alert.StartsAt,
        alert.EndsAt,
        alert.FirstMinute,
        alert.LastMinute,
        alert.Observed,
        alert.Expected,
        alert.Peak,
        alert.IsNew,
        alert.IsFlapping,
    };
}
