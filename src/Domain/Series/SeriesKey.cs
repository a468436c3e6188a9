namespace Grainwatch.Domain.Series;

/// <summary>
/// Names one series: every log of one <paramref name="Service"/> at one <paramref name="Severity"/>. Both are free text, compared
/// exactly (ordinal, case-sensitive), and may be empty.
/// </summary>
public readonly record struct SeriesKey(string Service, string Severity)
{
    /// <summary>Longest service or severity, in UTF-8 bytes: both are indexed together, and an index entry must fit a page.</summary>
    public const int MaxPartBytes = 512;

    /// <summary>The key as one text that <see cref="Parse"/> reads back: '/' between the parts, '/' and '%' in a part percent-escaped.</summary>
    public override string ToString() => $"{Escape(Service)}/{Escape(Severity)}";

    /// <exception cref="FormatException">The text does not have exactly one unescaped '/'.</exception>
    public static SeriesKey Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || text.IndexOf('/', slash + 1) >= 0)
        {
            throw new FormatException($"'{text}' is no series: expected SERVICE/SEVERITY, with '/' inside a part written %2F.");
        }

        return new SeriesKey(Unescape(text[..slash]), Unescape(text[(slash + 1)..]));
    }

    static string Escape(string part) =>
        part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);

    static string Unescape(string part) =>
        part.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
