using System.Globalization;
using System.Text.RegularExpressions;

namespace Grainwatch.Pipes.DataFiles;

/// <summary>Reads the ways in which people write ENGINE_TTL: a time column plus an interval.</summary>
static partial class RetentionParser
{
    public static Retention? TryParse(string expression)
    {
        var match = Interval().Match(expression);
        if (!match.Success)
        {
            return null;
        }

        var count = int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture);
        TimeSpan? unit = match.Groups["unit"].Value.ToLowerInvariant() switch
        {
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            "week" => TimeSpan.FromDays(7),
            "month" => TimeSpan.FromDays(30),
            "year" => TimeSpan.FromDays(365),
            _ => null,
        };
        return unit is null || count == 0 ? null : new Retention(match.Groups["column"].Value, unit.Value * count);
    }

    [GeneratedRegex(
        @"^\s*(toDateTime\(|toDate\()?\s*`?(?<column>\w+)`?\s*\)?\s*\+\s*(toInterval(?<unit>\w+?)s?\(\s*(?<n>\d{1,5})\s*\)|interval\s+'?(?<n>\d{1,5})\s+(?<unit>\w+?)s?'?)\s*(delete)?\s*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Interval();
}
