using System.Globalization;

namespace Grainwatch.Domain.Probes.Assertions;

/// <summary>HTTP statuses, written <c>200-299, 304</c>.</summary>
public sealed class StatusRanges
{
    readonly (int From, int To)[] ranges;

    StatusRanges((int From, int To)[] ranges) => this.ranges = ranges;

    /// <summary>2xx.</summary>
    public static StatusRanges Success { get; } = new([(200, 299)]);

    /// <exception cref="FormatException">The text is no list of statuses and ranges.</exception>
    public static StatusRanges Parse(string text) =>
        new(Array.ConvertAll(text.Split(',', StringSplitOptions.TrimEntries), part => Range(text, part)));

    public bool Contain(int status) => Array.Exists(ranges, range => range.From <= status && status <= range.To);

    public override string ToString() => string.Join(
        ", ", ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.From}{(range.From == range.To ? "" : $"-{range.To}")}")));

    static (int, int) Range(string text, string part)
    {
        var ends = part.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length is 1 or 2 && TryStatus(ends[0], out var from) && TryStatus(ends[^1], out var to) && from <= to
            ? (from, to)
            : throw new FormatException($"'{text}' are no HTTP statuses: expected numbers from 100 to 599 and ranges, as in 200-299, 304.");
    }

    static bool TryStatus(string text, out int status) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 100 and <= 599;
}
