using System.Net.Http.Headers;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers.Webhook;

sealed class WebhookSender(Uri url, string? key, AuthenticationHeaderValue? authorization, HttpPost http, TimeProvider clock) : ISender
{
    public Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageText text, CancellationToken cancellationToken)
    {
        var body = WebhookBody.Write(message, text);
        Dictionary<string, string> headers = new() { ["Grainwatch-Delivery"] = message.Id.ToString() };
        if (key is not null)
        {
            headers["Grainwatch-Signature"] = WebhookSignature.Sign(key, clock.GetUtcNow(), body);
        }

        return http.SendAsync(url, body, authorization, headers, cancellationToken);
    }
}
