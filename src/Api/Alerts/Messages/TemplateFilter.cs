using System.Globalization;

namespace Grainwatch.Api.Alerts.Messages;

/// <summary>What may stand behind a field of a template: <c>| upper</c>, <c>| round:1</c>.</summary>
static class TemplateFilter
{
    /// <exception cref="FormatException">There is no such filter, or its argument makes no sense.</exception>
    public static Func<object?, object?> Parse(string text)
    {
        var (name, argument) = text.Split(':', 2, StringSplitOptions.TrimEntries) is [var left, var right] ? (left, right.Trim('"')) : (text, null);
        switch (name)
        {
            case "upper":
                return value => ToText(value).ToUpperInvariant();
            case "lower":
                return value => ToText(value).ToLowerInvariant();
            case "time":
                return value => value is DateTimeOffset time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : value;
            case "duration":
                return value => value is TimeSpan duration ? Words(duration) : value;
            case "default":
                return value => ToText(value).Length == 0 ? argument : value;
            case "round":
                var digits = Number(text, argument, 0, 10);
                return value => value switch { double number => Math.Round(number, digits), _ => value };
            case "truncate":
                var length = Number(text, argument, 1, MessageTemplate.MaxLength);
                return value => ToText(value) is var full && full.Length > length ? $"{Cut(full, length)}…" : value;
            default:
                throw new FormatException($"There is no filter '{name}'. There are upper, lower, time, duration, default:TEXT, round:DIGITS and truncate:LENGTH.");
        }
    }

    public static string ToText(object? value) => value switch
    {
        null => "",
        string text => text,
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        TimeSpan duration => Words(duration),
        double number => number.ToString("0.######", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The first characters, never half of a surrogate pair.</summary>
    public static string Cut(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    static string Words(TimeSpan duration) => duration switch
    {
        { TotalMinutes: < 1 } => $"{(int)duration.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)duration.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)duration.TotalHours} h {duration.Minutes} min",
        _ => $"{(int)duration.TotalDays} d {duration.Hours} h",
    };

    static int Number(string text, string? argument, int min, int max) =>
        int.TryParse(argument, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"'{text}' needs a whole number from {min} to {max}, as in {text.Split(':')[0]}:{Math.Max(min, 1)}.");
}
