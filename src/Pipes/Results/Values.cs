using Grainwatch.Pipes.Schema;

namespace Grainwatch.Pipes.Results;

/// <summary>From the text that Postgres shows to the text that results show.</summary>
static class Values
{
    public static bool IsFinite(string number) => number is not ("NaN" or "Infinity" or "-Infinity");

    /// <summary>A numeric comes with the zeros of its scale: 2.5000 is 2.5.</summary>
    public static string TrimZeros(string number) =>
        number.Contains('.', StringComparison.Ordinal) && !number.Contains('e', StringComparison.Ordinal)
            ? number.TrimEnd('0').TrimEnd('.')
            : number;

    public static string Show(ResultType type, string value) => type.Style switch
    {
        ResultStyle.Time => Time(value, type.Digits),
        ResultStyle.Float => TrimZeros(value),
        ResultStyle.Bool => value == "t" ? "true" : "false",
        _ => value,
    };

    /// <summary>Without the zone, which is UTC, and with as many digits as the type has.</summary>
    static string Time(string value, int digits)
    {
        var zone = value.IndexOf('+', StringComparison.Ordinal);
        var time = zone < 0 ? value : value[..zone];
        var point = time.IndexOf('.', StringComparison.Ordinal);
        var (seconds, fraction) = point < 0 ? (time, "") : (time[..point], time[(point + 1)..]);
        // "infinity", and years before Christ, have no such parts.
        return digits == 0 || !char.IsAsciiDigit(seconds[^1])
            ? seconds
            : $"{seconds}.{(fraction.Length > digits ? fraction[..digits] : fraction.PadRight(digits, '0'))}";
    }
}
