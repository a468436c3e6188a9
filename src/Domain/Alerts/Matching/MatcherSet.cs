namespace Grainwatch.Domain.Alerts.Matching;

/// <summary>Conditions that must all hold. The empty set matches everything.</summary>
public sealed class MatcherSet(IEnumerable<Matcher> matchers) : IEquatable<MatcherSet>
{
    public static MatcherSet All { get; } = new([]);

    public IReadOnlyList<Matcher> Matchers { get; } = [.. matchers];

    /// <exception cref="FormatException">One of the texts is no matcher.</exception>
    public static MatcherSet Parse(params IEnumerable<string> texts) => new(texts.Select(Matcher.Parse));

    public bool IsMatch(Labels labels)
    {
        foreach (var matcher in Matchers)
        {
            if (!matcher.IsMatch(labels))
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(MatcherSet? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? obj) => Equals(obj as MatcherSet);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{{{string.Join(", ", Matchers)}}}";
}
