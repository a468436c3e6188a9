using System.Text;

namespace Grainwatch.Api.Alerts.Messages;

/// <summary>
/// A text with fields, such as <c>{{service}}: {{count}} since {{since | time}}</c>. It can only format: no conditions, no loops, no code,
/// so a template can neither fail nor reach anything when a message is sent. What is wrong with it is said when it is read.
/// </summary>
sealed class MessageTemplate
{
    public const int MaxLength = 4000;

    readonly List<Part> parts = [];

    MessageTemplate(string source) => Source = source;

    public string Source { get; }

    /// <param name="fields">The names that may be used; beside them, <c>label.NAME</c>.</param>
    /// <exception cref="FormatException">Says what is wrong, where, and what there is instead.</exception>
    public static MessageTemplate Parse(string source, IReadOnlyCollection<string> fields)
    {
        if (source.Length > MaxLength)
        {
            throw new FormatException($"The template has {source.Length} characters; at most {MaxLength} are allowed.");
        }

        var template = new MessageTemplate(source);
        var position = 0;
        while (position < source.Length)
        {
            var open = source.IndexOf("{{", position, StringComparison.Ordinal);
            var literal = open < 0 ? source[position..] : source[position..open];
            if (literal.Length > 0)
            {
                template.parts.Add(new Part(literal, null, []));
            }

            if (open < 0)
            {
                break;
            }

            var close = source.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                throw new FormatException($"The '{{{{' at character {open + 1} is never closed: add '}}}}'.");
            }

            template.parts.Add(ParseField(source[(open + 2)..close], fields));
            position = close + 2;
        }

        return template;
    }

    public string Render(Func<string, object?> valueOf)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part.Field is null ? part.Literal : TemplateFilter.ToText(part.Filters.Aggregate(valueOf(part.Field), (value, filter) => filter(value))));
        }

        return text.ToString();
    }

    static Part ParseField(string expression, IReadOnlyCollection<string> fields)
    {
        var steps = expression.Split('|', StringSplitOptions.TrimEntries);
        var field = steps[0];
        if (!fields.Contains(field) && !(field.StartsWith("label.", StringComparison.Ordinal) && Domain.Alerts.Labels.IsName(field["label.".Length..])))
        {
            throw new FormatException(
                $"There is no field '{field}'. There are {string.Join(", ", fields.Order(StringComparer.Ordinal))}, and label.NAME for a further label.");
        }

        return new Part("", field, [.. steps.Skip(1).Select(TemplateFilter.Parse)]);
    }

    sealed record Part(string Literal, string? Field, IReadOnlyList<Func<object?, object?>> Filters);
}
