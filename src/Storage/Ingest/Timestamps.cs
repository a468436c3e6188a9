using System.Buffers.Text;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Reads times as ClickHouse writes them (<c>2026-11-20 09:15:00</c>, with or without a fraction), as ISO 8601 (<c>T</c>, fraction,
/// <c>Z</c> or an offset), and as whole or fractional seconds since 1970. Without an offset a time is UTC.
/// </summary>
public static class Timestamps
{
    /// <summary>The last second of a ClickHouse DateTime: 2106-02-07 06:28:15.</summary>
    public const long LastDateTime = uint.MaxValue;

    const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>A ClickHouse DateTime: whole seconds, fractions cut off, from 1970-01-01 to 2106-02-07.</summary>
    public static bool TryParseDateTime(ReadOnlySpan<byte> text, out long unixSeconds)
    {
        var parsed = TryParse(text, out var microseconds);
        unixSeconds = microseconds / MicrosecondsPerSecond;
        return parsed && microseconds >= 0 && unixSeconds <= LastDateTime;
    }

    /// <summary>Any time of the years 1 to 9999, to the microsecond; further digits are cut off.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMicroseconds) =>
        text.Length >= 10 && text[4] == '-'
            ? TryParseCalendar(text, out unixMicroseconds)
            : TryParseUnix(text, out unixMicroseconds);

    static bool TryParseCalendar(ReadOnlySpan<byte> text, out long unixMicroseconds)
    {
        unixMicroseconds = 0;
        var year = (Pair(text) * 100) + Pair(text[2..]);
        var month = Pair(text[5..]);
        var day = Pair(text[8..]);
        if (Pair(text) < 0 || Pair(text[2..]) < 0 || year < 1 || text[7] != '-' || month is < 1 or > 12
            || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var seconds = DaysSince1970(year, month, day) * 86_400;
        long fraction = 0;
        var rest = text[10..];
        if (rest.Length > 0)
        {
            if (rest[0] is not ((byte)' ' or (byte)'T' or (byte)'t') || !TryReadClock(ref rest, ref seconds, ref fraction))
            {
                return false;
            }
        }

        if (!TryReadOffset(rest, out var offset))
        {
            return false;
        }

        unixMicroseconds = ((seconds - offset) * MicrosecondsPerSecond) + fraction;
        return true;
    }

    /// <summary><c>hh:mm</c> or <c>hh:mm:ss</c>, with a fraction.</summary>
    static bool TryReadClock(ref ReadOnlySpan<byte> rest, ref long seconds, ref long fraction)
    {
        if (rest.Length < 6 || rest[3] != ':' || Pair(rest[1..]) is not (>= 0 and < 24) || Pair(rest[4..]) is not (>= 0 and < 60))
        {
            return false;
        }

        seconds += (Pair(rest[1..]) * 3600) + (Pair(rest[4..]) * 60);
        rest = rest[6..];
        if (rest.Length == 0 || rest[0] != ':')
        {
            return true;
        }

        if (rest.Length < 3 || Pair(rest[1..]) is not (>= 0 and < 60))
        {
            return false;
        }

        seconds += Pair(rest[1..]);
        rest = rest[3..];
        return rest.Length == 0 || rest[0] is not ((byte)'.' or (byte)',') || TryReadFraction(ref rest, ref fraction);
    }

    static bool TryReadFraction(ref ReadOnlySpan<byte> rest, ref long microseconds)
    {
        rest = rest[1..];
        var digits = 0;
        for (; digits < rest.Length && rest[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
        {
            if (digits < 6)
            {
                microseconds = (microseconds * 10) + rest[digits] - '0';
            }
        }

        for (var missing = digits; missing < 6; missing++)
        {
            microseconds *= 10;
        }

        rest = rest[digits..];
        return digits > 0;
    }

    /// <summary>Nothing, <c>Z</c>, <c>+hh</c>, <c>+hhmm</c> or <c>+hh:mm</c>, after a blank or not.</summary>
    static bool TryReadOffset(ReadOnlySpan<byte> rest, out long seconds)
    {
        seconds = 0;
        if (rest.Length == 0 || rest is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (rest[0] == ' ')
        {
            rest = rest[1..];
        }

        if (rest.Length < 3 || rest[0] is not ((byte)'+' or (byte)'-') || Pair(rest[1..]) is not (>= 0 and <= 23))
        {
            return false;
        }

        var minutes = rest.Length switch
        {
            3 => 0,
            5 => Pair(rest[3..]),
            6 when rest[3] == ':' => Pair(rest[4..]),
            _ => -1,
        };
        seconds = ((Pair(rest[1..]) * 3600) + (minutes * 60)) * (rest[0] == '-' ? -1 : 1);
        return minutes is >= 0 and < 60;
    }

    static bool TryParseUnix(ReadOnlySpan<byte> text, out long unixMicroseconds)
    {
        unixMicroseconds = 0;
        if (text.Length is 0 or > 32 || !Utf8Parser.TryParse(text, out long seconds, out var read)
            || text[0] == '+' || seconds is < -62_135_596_800 or > 253_402_300_799)
        {
            return false;
        }

        long fraction = 0;
        var rest = text[read..];
        if (rest.Length > 0 && (seconds < 0 || rest[0] != '.' || !TryReadFraction(ref rest, ref fraction)))
        {
            return false;
        }

        unixMicroseconds = (seconds * MicrosecondsPerSecond) + fraction;
        return rest.Length == 0;
    }

    /// <summary>Two digits, or a negative number when they are none.</summary>
    static int Pair(ReadOnlySpan<byte> text)
    {
        var tens = (uint)(text[0] - '0');
        var ones = (uint)(text[1] - '0');
        return tens <= 9 && ones <= 9 ? (int)((tens * 10) + ones) : int.MinValue / 400;
    }

    /// <summary>Days of the civil calendar, counted in years that begin in March so that the leap day comes last.</summary>
    static long DaysSince1970(int year, int month, int day)
    {
        var y = month > 2 ? year : year - 1;
        var century = y / 100;
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        return (365L * y) + (y / 4) - century + (century / 4) + dayOfYear - 719_468;
    }
}
