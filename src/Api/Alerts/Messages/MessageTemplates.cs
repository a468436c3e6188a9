using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Messages;

/// <summary>The wording of a receiver: a title for the message and a line for each alert.</summary>
sealed class MessageTemplates
{
    const string DefaultTitle = "[{{status}}] {{service}} {{severity}}: {{what}}";
    const string DefaultLine = "{{status}} {{service}} {{severity}}: {{what}}. Since {{since | time}}, {{duration}}.{{flapping}} {{link}}";

    /// <summary>Text receivers show this many alerts; the others are counted.</summary>
    const int MaxLines = 20;

    static readonly string[] Shared = ["status", "service", "severity", "reason", "what", "link"];
    static readonly string[] TitleFields = [.. Shared, "firing", "resolved", "why", "group", "receiver"];
    static readonly string[] LineFields =
        [.. Shared, "count", "expected", "peak", "since", "until", "duration", "first_minute", "last_minute", "id", "flapping"];

    readonly MessageTemplate title;
    readonly MessageTemplate line;

    MessageTemplates(MessageTemplate title, MessageTemplate line) => (this.title, this.line) = (title, line);

    public static MessageTemplates Default { get; } = Create(null, null);

    public static MessageTemplates Read(SpecReader spec) => new(
        Parse(spec, "title", DefaultTitle, TitleFields),
        Parse(spec, "line", DefaultLine, LineFields));

    public static MessageTemplates Create(string? title, string? line) =>
        new(MessageTemplate.Parse(title ?? DefaultTitle, TitleFields), MessageTemplate.Parse(line ?? DefaultLine, LineFields));

    public MessageText Render(AlertMessage message, MessageLinks links)
    {
        var lines = message.Alerts.Take(MaxLines).Select(alert => line.Render(field => ValueOf(field, alert, message.At, links)).Trim()).ToList();
        var rest = message.FiringCount + message.ResolvedCount - lines.Count;
        if (rest > 0)
        {
            lines.Add($"and {rest} more");
        }

        // A title is one line wherever it goes, also as the subject of an e-mail.
        var text = title.Render(field => ValueOf(field, message, links)).ReplaceLineEndings(" ").Trim();
        return new MessageText(text, AlertWords.Why(message.Reason), lines, links.To(message.Alerts.FirstOrDefault()));
    }

    static MessageTemplate Parse(SpecReader spec, string field, string otherwise, string[] fields)
    {
        try
        {
            return MessageTemplate.Parse(spec.Text(field) ?? otherwise, fields);
        }
        catch (FormatException wrong)
        {
            throw spec.Error(field, wrong.Message);
        }
    }

    static object? ValueOf(string field, AlertReport alert, DateTimeOffset now, MessageLinks links) => field switch
    {
        "status" => alert.EndsAt is null ? "FIRING" : "RESOLVED",
        "service" or "severity" or "reason" => alert.Labels.GetValueOrDefault(field),
        "what" => AlertWords.What(alert),
        "link" => links.To(alert),
        "count" => alert.Observed,
        "expected" => alert.Expected,
        "peak" => alert.Peak,
        "since" => alert.StartsAt,
        "until" => alert.EndsAt,
        "duration" => (alert.EndsAt ?? now) - alert.StartsAt,
        "first_minute" => alert.FirstMinute,
        "last_minute" => alert.LastMinute,
        "id" => alert.AnomalyId,
        "flapping" => alert.IsFlapping ? " It flaps: its next ends and beginnings are held back until it settles." : "",
        _ => alert.Labels.GetValueOrDefault(field["label.".Length..]),
    };

    static object? ValueOf(string field, AlertMessage message, MessageLinks links)
    {
        var count = message.FiringCount + message.ResolvedCount;
        return field switch
        {
            "status" => message.IsFiring ? (count > 1 ? $"FIRING: {message.FiringCount}" : "FIRING") : "RESOLVED",
            "what" => count == 1 ? AlertWords.What(message.Alerts.First()) : Counts(message),
            "firing" => message.FiringCount,
            "resolved" => message.ResolvedCount,
            "why" => AlertWords.Why(message.Reason),
            "group" => new Labels(message.GroupLabels).ToString(),
            "receiver" => message.Receiver,
            "link" => links.To(message.Alerts.FirstOrDefault()),
            _ => Common(message, field.StartsWith("label.", StringComparison.Ordinal) ? field["label.".Length..] : field),
        };
    }

    static string Counts(AlertMessage message) => (message.FiringCount, message.ResolvedCount) switch
    {
        (var firing, 0) => $"{firing} alerts fire",
        (0, var resolved) => $"{resolved} alerts have resolved",
        var (firing, resolved) => $"{firing} firing, {resolved} resolved",
    };

    /// <summary>The value that all alerts share.</summary>
    static string Common(AlertMessage message, string label)
    {
        var values = message.Alerts.Select(alert => alert.Labels.GetValueOrDefault(label, "")).Distinct().Take(2).ToList();
        return values.Count == 1 ? values[0] : "(several)";
    }
}
