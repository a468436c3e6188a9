using System.Globalization;
using System.Text;

namespace Grainwatch.Api.Alerts.Resources;

/// <summary>Durations as people write them: 30s, 5m, 1h30m, 2d, 1w.</summary>
static class SpecDuration
{
    static readonly (char Unit, TimeSpan Length)[] Units =
    [
        ('w', TimeSpan.FromDays(7)), ('d', TimeSpan.FromDays(1)), ('h', TimeSpan.FromHours(1)), ('m', TimeSpan.FromMinutes(1)), ('s', TimeSpan.FromSeconds(1)),
    ];

    public static TimeSpan? TryParse(string text)
    {
        if (text is "0")
        {
            return TimeSpan.Zero;
        }

        var total = TimeSpan.Zero;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            var length = Units.FirstOrDefault(unit => unit.Unit == text[i]).Length;
            if (length == default || i - start is 0 or > 9)
            {
                return null;
            }

            total += length * int.Parse(text.AsSpan(start, i - start), CultureInfo.InvariantCulture);
            start = i + 1;
        }

        return text.Length > 0 && start == text.Length ? total : null;
    }

    public static string Format(TimeSpan duration)
    {
        var text = new StringBuilder();
        foreach (var (unit, length) in Units)
        {
            var count = (long)(duration / length);
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
                duration -= length * count;
            }
        }

        return text.Length > 0 ? text.ToString() : "0s";
    }
}
