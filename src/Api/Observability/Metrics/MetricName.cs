using System.Diagnostics.Metrics;
using System.Text;

namespace Grainwatch.Api.Observability.Metrics;

/// <summary>
/// Names as Prometheus wants them: <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>, the unit spelled out at the end, and <c>_total</c> after what only
/// grows. <c>grainwatch.ingest.duration</c> in <c>s</c> becomes <c>grainwatch_ingest_duration_seconds</c>.
/// </summary>
static class MetricName
{
    public static string Of(Instrument instrument, MetricType type)
    {
        var name = Clean(instrument.Name);
        if (Unit(instrument.Unit) is { Length: > 0 } unit && !name.EndsWith($"_{unit}", StringComparison.Ordinal))
        {
            name = name.EndsWith("_total", StringComparison.Ordinal) ? $"{name[..^6]}_{unit}" : $"{name}_{unit}";
        }

        return type is MetricType.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    /// <summary>Labels have no colon; everything else is the same.</summary>
    public static string OfLabel(string tag) => Clean(tag).Replace(':', '_');

    static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            clean.Append(char.IsAsciiLetterOrDigit(character) || character is '_' or ':' ? character : '_');
        }

        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean.ToString();
    }

    /// <summary>From the units of UCUM, which instruments are declared with. A word in braces says what is counted and is no unit.</summary>
    static string Unit(string? unit) => unit switch
    {
        null or "" or "1" => "",
        ['{', .., '}'] => "",
        "ns" => "nanoseconds",
        "us" => "microseconds",
        "ms" => "milliseconds",
        "s" => "seconds",
        "min" => "minutes",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "%" => "percent",
        _ => Clean(unit).Trim('_'),
    };
}
