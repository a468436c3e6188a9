using System.Globalization;
using System.Numerics;

namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>Distances between two dates: never negative, whole units only.</summary>
static class DateFunctions
{
    public static void AddTo(Dictionary<string, Func<FunctionCall, Value>> functions)
    {
        functions["day_diff"] = functions["date_diff_in_days"] = call => Difference(call, TimeSpan.FromDays(1), dateOnly: true);
        functions["date_diff_in_hours"] = call => Difference(call, TimeSpan.FromHours(1), dateOnly: false);
        functions["date_diff_in_minutes"] = call => Difference(call, TimeSpan.FromMinutes(1), dateOnly: false);
        functions["date_diff_in_seconds"] = call => Difference(call, TimeSpan.FromSeconds(1), dateOnly: false);
    }

    static Value Difference(FunctionCall call, TimeSpan unit, bool dateOnly)
    {
        call.AtMost(4);
        var first = call.Get(0, "date_1");
        var second = call.Get(1, "date_2");
        var format = call.Find(2, "backup_date_format") is { IsMissing: false } f ? f.Shown : null;
        var noneIfError = call.Find(3, "none_if_error") is { IsTrue: true };
        if (noneIfError && (first.IsMissing || second.IsMissing))
        {
            return Value.Null.Instance;
        }

        if (first is Value.Absent or Value.Null || second is Value.Absent or Value.Null)
        {
            throw new MissingParameterException(call.Subject(first.IsMissing ? 0 : 1));
        }

        if (!TryRead(first.Shown, format, out var from) || !TryRead(second.Shown, format, out var to))
        {
            return noneIfError
                ? Value.Null.Instance
                : throw new TemplateException($"{call.Name}() needs two dates such as 2026-11-20 09:15:00, got '{first.Shown}' and '{second.Shown}'.");
        }

        var distance = dateOnly ? (to.Date - from.Date).Duration() : (to - from).Duration();
        return Value.Of(new BigInteger(Math.Floor(distance / unit)));
    }

    static bool TryRead(string text, string? format, out DateTime time) =>
        TypedValues.TryReadTime(text, out time)
        || DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc, out time)
        || (format is not null && DateTime.TryParseExact(text, Translate(format), CultureInfo.InvariantCulture, Utc, out time));

    /// <summary>From Python's letters of a date format.</summary>
    static string Translate(string format) => format
        .Replace("%Y", "yyyy", StringComparison.Ordinal)
        .Replace("%y", "yy", StringComparison.Ordinal)
        .Replace("%m", "MM", StringComparison.Ordinal)
        .Replace("%d", "dd", StringComparison.Ordinal)
        .Replace("%H", "HH", StringComparison.Ordinal)
        .Replace("%M", "mm", StringComparison.Ordinal)
        .Replace("%S", "ss", StringComparison.Ordinal);

    const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
}
