using System.Text.RegularExpressions;

namespace Grainwatch.Domain.Alerts.Matching;

/// <summary>
/// One condition on a label, such as <c>service=~"pay.*"</c>. A label that is absent has the empty value. Regular expressions must match
/// the whole value, and run in time linear in its length, so that no pattern of a user can stall the pipeline.
/// </summary>
public sealed class Matcher
{
    /// <summary>Also bounds what compiling an expression costs: counted repetitions multiply.</summary>
    const int MaxPatternLength = 1000;

    /// <summary>For expressions that are linear, but with a large factor.</summary>
    static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    readonly Regex? pattern;

    /// <exception cref="FormatException">The name is no label name, or the value no regular expression.</exception>
    public Matcher(string name, MatchOperator @operator, string value)
    {
        if (!Labels.IsName(name))
        {
            throw new FormatException($"'{name}' is no label name: use letters, digits and '_', not a digit first.");
        }

        Name = name;
        Operator = @operator;
        Value = value;
        pattern = @operator is MatchOperator.Matches or MatchOperator.MatchesNot ? Compile(value) : null;
    }

    public string Name { get; }

    public MatchOperator Operator { get; }

    public string Value { get; }

    public bool IsMatch(Labels labels)
    {
        var value = labels[Name];
        return Operator switch
        {
            MatchOperator.Equal => value == Value,
            MatchOperator.NotEqual => value != Value,
            MatchOperator.Matches => pattern!.IsMatch(value),
            _ => !pattern!.IsMatch(value),
        };
    }

    /// <summary>Reads <c>name="value"</c>, <c>name!=value</c>, <c>name=~"value"</c> or <c>name!~"value"</c>. In quotes, <c>\"</c>, <c>\\</c> and <c>\n</c> are escapes.</summary>
    /// <exception cref="FormatException">The text has another form; the message says what was expected.</exception>
    public static Matcher Parse(string text)
    {
        var at = text.AsSpan().IndexOfAny('=', '!');
        if (at < 0 || at + 1 >= text.Length + (text[at] == '=' ? 1 : 0))
        {
            throw Malformed(text);
        }

        var (@operator, length) = text.AsSpan(at) switch
        {
            ['=', '~', ..] => (MatchOperator.Matches, 2),
            ['!', '~', ..] => (MatchOperator.MatchesNot, 2),
            ['!', '=', ..] => (MatchOperator.NotEqual, 2),
            ['=', ..] => (MatchOperator.Equal, 1),
            _ => throw Malformed(text),
        };
        return new Matcher(text[..at].Trim(), @operator, Unquote(text, text[(at + length)..].Trim()));
    }

    public override string ToString()
    {
        var sign = Operator switch
        {
            MatchOperator.Equal => "=",
            MatchOperator.NotEqual => "!=",
            MatchOperator.Matches => "=~",
            _ => "!~",
        };
        return $"{Name}{sign}{Labels.Quote(Value)}";
    }

    static string Unquote(string text, string value)
    {
        if (!value.StartsWith('"'))
        {
            return value.Contains('"', StringComparison.Ordinal) ? throw Malformed(text) : value;
        }

        var result = new System.Text.StringBuilder(value.Length);
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == '"')
            {
                return i == value.Length - 1 ? result.ToString() : throw Malformed(text);
            }

            if (value[i] == '\\' && i + 1 < value.Length)
            {
                i++;
                // An unknown escape stays as it is: "\d" is what people write in an expression.
                result.Append(value[i] switch { 'n' => "\n", '"' => "\"", '\\' => "\\", var other => $"\\{other}" });
                continue;
            }

            result.Append(value[i]);
        }

        throw Malformed(text);
    }

    static FormatException Malformed(string text) =>
        new($"'{text}' is no matcher: write a label, one of = != =~ !~, and a value, such as service=\"checkout\".");

    static Regex Compile(string value)
    {
        if (value.Length > MaxPatternLength)
        {
            throw new FormatException($"The regular expression has {value.Length} characters; at most {MaxPatternLength} are allowed.");
        }

        try
        {
            return new Regex($@"\A(?:{value})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (Exception unfit) when (unfit is ArgumentException or NotSupportedException)
        {
            throw new FormatException(
                $"'{value}' is no regular expression that can be used here (no lookaround, no back references, and not too large): {unfit.Message}");
        }
    }
}
