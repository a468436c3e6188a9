using System.Text.Json;
using System.Text.Json.Nodes;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers.Slack;

sealed class SlackSender(Uri url, string? channel, HttpPost http) : ISender
{
    /// <summary>Slack cuts what is longer.</summary>
    const int MaxText = 8000;

    public Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageText text, CancellationToken cancellationToken)
    {
        var lines = string.Join('\n', text.Lines.Select(Escape));
        var body = new JsonObject
        {
            ["text"] = $"<{text.Link}|{Escape(text.Title).Replace("|", "¦", StringComparison.Ordinal)}>",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["color"] = message.IsFiring ? "danger" : "good",
                ["fallback"] = Escape(text.Title),
                ["text"] = lines.Length <= MaxText ? lines : $"{TemplateFilter.Cut(lines, MaxText)}…",
                ["footer"] = text.Why,
                ["ts"] = message.At.ToUnixTimeSeconds(),
            }),
        };
        if (channel is not null)
        {
            body["channel"] = channel;
        }

        return http.SendAsync(url, JsonSerializer.SerializeToUtf8Bytes(body), null, [], cancellationToken);
    }

    /// <summary>What logs call themselves must neither become a link nor call everybody in the channel.</summary>
    static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
