using System.Globalization;

namespace Grainwatch.Cli.Token;

/// <summary>A number and a unit: <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>.</summary>
static class Duration
{
    const int MostDays = 36_500;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var days = text[^1] switch { 's' => number / 86_400, 'm' => number / 1_440, 'h' => number / 24, 'd' => number, _ => 0 };
        if (days is <= 0 or > MostDays)
        {
            return false;
        }

        duration = TimeSpan.FromDays(days);
        return true;
    }
}
