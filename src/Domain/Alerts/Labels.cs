using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace Grainwatch.Domain.Alerts;

/// <summary>
/// What an alert is called by: names and values, compared as a whole, in the order of the names. A label with an empty value is the same
/// as none.
/// </summary>
public sealed class Labels : IEquatable<Labels>, IEnumerable<KeyValuePair<string, string>>
{
    public const string Service = "service";
    public const string Severity = "severity";
    public const string Reason = "reason";
    public const string Rule = "rule";

    /// <summary>How bad it was when it fired.</summary>
    public const string Tier = "tier";

    readonly SortedList<string, string> values = new(StringComparer.Ordinal);

    /// <param name="labels">Where a name comes twice, the later one counts.</param>
    public Labels(IEnumerable<KeyValuePair<string, string>> labels)
    {
        foreach (var (name, value) in labels)
        {
            values.Remove(name);
            if (value.Length > 0)
            {
                values.Add(name, value);
            }
        }
    }

    public static Labels None { get; } = new([]);

    public int Count => values.Count;

    /// <summary>The value of a label; empty when there is none.</summary>
    public string this[string name] => values.GetValueOrDefault(name, "");

    /// <summary>The labels of these names, those that there are.</summary>
    public Labels Only(IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return new Labels(values.Where(label => wanted.Contains(label.Key)));
    }

    /// <summary>Sixteen hexadecimal digits that the same labels always have, in every process and version.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())).AsSpan(0, 8));

    /// <summary>A name as matchers and templates write it: letters, digits and '_', not a digit first.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 128 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    public bool Equals(Labels? other) => other is not null && values.SequenceEqual(other.values);

    public override bool Equals(object? obj) => Equals(obj as Labels);

    public override int GetHashCode() =>
        values.Aggregate(0, (hash, label) => HashCode.Combine(hash, label.Key, label.Value));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", values.Select(label => $"{label.Key}={Quote(label.Value)}"))}}}";

    internal static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
