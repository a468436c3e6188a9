using System.Globalization;
using System.Text.RegularExpressions;

namespace Grainwatch.Domain.Probes.Assertions;

/// <summary>One test of one text.</summary>
public sealed class Condition
{
    readonly Func<string?, bool> test;
    readonly Regex? pattern;

    Condition(ConditionKind kind, string operand, Func<string?, bool> test, Regex? pattern = null)
    {
        Kind = kind;
        Operand = operand;
        this.test = test;
        this.pattern = pattern;
    }

    public ConditionKind Kind { get; }

    public string Operand { get; }

    /// <summary>Whether it says what must not be.</summary>
    public bool Denies => Kind is ConditionKind.NotEquals or ConditionKind.NotContains
        || (Kind == ConditionKind.Exists && Operand == "false");

    /// <exception cref="FormatException">The operand does not go with the kind.</exception>
    public static Condition Create(ConditionKind kind, string operand) => kind switch
    {
        ConditionKind.Equals => new(kind, operand, text => text == operand),
        ConditionKind.NotEquals => new(kind, operand, text => text is not null && text != operand),
        ConditionKind.Contains => new(kind, operand, text => text?.Contains(operand, StringComparison.Ordinal) == true),
        ConditionKind.NotContains => new(kind, operand, text => text?.Contains(operand, StringComparison.Ordinal) == false),
        ConditionKind.Matches => Matching(operand),
        ConditionKind.LessThan => Comparing(kind, operand, (left, right) => left < right),
        ConditionKind.GreaterThan => Comparing(kind, operand, (left, right) => left > right),
        ConditionKind.Exists => operand switch
        {
            "true" => new(kind, operand, text => text is not null),
            "false" => new(kind, operand, text => text is null),
            _ => throw new FormatException($"'{operand}' does not go with exists: expected true or false."),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <param name="text">Null when there is nothing of that name.</param>
    public bool HoldsFor(string? text) => test(text);

    public override string ToString() => Kind switch
    {
        ConditionKind.Equals => $"equal '{Operand}'",
        ConditionKind.NotEquals => $"be other than '{Operand}'",
        ConditionKind.Contains => $"contain '{Operand}'",
        ConditionKind.NotContains => $"not contain '{Operand}'",
        ConditionKind.Matches => $"match '{pattern}'",
        ConditionKind.LessThan => $"be less than {Operand}",
        ConditionKind.GreaterThan => $"be greater than {Operand}",
        _ => Operand == "true" ? "exist" : "be absent",
    };

    static Condition Matching(string operand)
    {
        try
        {
            // Non-backtracking: the text is a stranger's, and must not be able to keep us busy.
            Regex pattern = new(operand, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return new(ConditionKind.Matches, operand, text => text is not null && pattern.IsMatch(text), pattern);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{operand}' is no regular expression that is known here: {wrong.Message}", wrong);
        }
    }

    static Condition Comparing(ConditionKind kind, string operand, Func<double, double, bool> compare)
    {
        if (!TryNumber(operand, out var bound))
        {
            throw new FormatException($"'{operand}' is no number, which a comparison needs.");
        }

        return new(kind, operand, text => TryNumber(text, out var number) && compare(number, bound));
    }

    static bool TryNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}

/// <summary>In files and in the API the names are in snake case: <c>not_contains</c>.</summary>
public enum ConditionKind
{
    Equals,
    NotEquals,
    Contains,
    NotContains,
    Matches,
    LessThan,
    GreaterThan,
    Exists,
}
