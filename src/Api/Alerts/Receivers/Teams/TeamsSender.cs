using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers.Teams;

sealed class TeamsSender(Uri url, HttpPost http) : ISender
{
    /// <summary>Teams refuses a card beyond 28 KB; this leaves room for what stands around the text, and for escapes.</summary>
    const int MaxText = 6000;

    public Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageText text, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["content"] = Card(message, text),
            }),
        };
        return http.SendAsync(url, JsonSerializer.SerializeToUtf8Bytes(body), null, [], cancellationToken);
    }

    static JsonObject Card(AlertMessage message, MessageText text)
    {
        var title = TextBlock(text.Title);
        title["weight"] = "Bolder";
        title["size"] = "Medium";
        title["color"] = message.IsFiring ? "Attention" : "Good";
        var blocks = new JsonArray(title, TextBlock(text.Why));
        var left = MaxText;
        foreach (var line in text.Lines)
        {
            if (line.Length > left)
            {
                blocks.Add(TextBlock("…"));
                break;
            }

            left -= line.Length;
            blocks.Add(TextBlock(line));
        }

        return new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = blocks,
            ["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open in Grainwatch", ["url"] = text.Link.AbsoluteUri }),
        };
    }

    static JsonObject TextBlock(string text) => new() { ["type"] = "TextBlock", ["text"] = Escape(text), ["wrap"] = true };

    /// <summary>Cards read a little Markdown; what logs call themselves must stay as it is.</summary>
    static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\\' or '*' or '_' or '[' or ']' or '`' or '~')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
