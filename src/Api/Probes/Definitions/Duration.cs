using System.Globalization;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Times as people write them: <c>500ms</c>, <c>15s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
static class Duration
{
    static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (unit, length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * length.TotalDays < 3660)
            {
                duration = length * number;
                return true;
            }
        }

        duration = default;
        return false;
    }

    public static string Format(TimeSpan duration)
    {
        var (unit, length) = Units.Last(known => known.Length.Ticks == TimeSpan.TicksPerMillisecond || duration.Ticks % known.Length.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration / length:0.####}{unit}");
    }
}
