using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Grainwatch.Storage.Ingest;
using NpgsqlTypes;

namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>Makes typed values of what a request says, or says why not.</summary>
static partial class TypedValues
{
    public static Value String(Value value, string subject)
    {
        var text = value switch
        {
            Value.Bool boolean => boolean.Truth ? "true" : "false",
            Value.Dict or Value.List => JsonValues.Write(value)!.ToJsonString(),
            _ => value.Shown,
        };
        return new Value.Typed(Value.Of(text), new BoundValue(NpgsqlDbType.Text, Output.Storable(text)));
    }

    public static Value Uuid(Value value, string subject) => Guid.TryParseExact(value.Shown, "D", out var guid)
        ? new Value.Typed(Value.Of(value.Shown), new BoundValue(NpgsqlDbType.Uuid, guid))
        : throw Misfit(value, subject, "UUID");

    /// <summary>Only '0' and 'false' are false.</summary>
    public static Value Boolean(Value value, string subject)
    {
        var truth = value switch
        {
            Value.Text text => text.Content is not "0" && !text.Content.Equals("false", StringComparison.OrdinalIgnoreCase),
            _ => value.IsTrue,
        };
        return Value.Bool.Of(truth);
    }

    public static Value Date(Value value, string subject) =>
        DateOnly.TryParseExact(value.Shown, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new Value.Typed(Value.Of(value.Shown), new BoundValue(NpgsqlDbType.Date, date))
            : throw Misfit(value, subject, "Date such as 2026-11-20");

    public static Value DateTime(Value value, string subject) => TryReadTime(value.Shown, out var time)
        ? new Value.Typed(Value.Of(value.Shown), new BoundValue(NpgsqlDbType.TimestampTz, time))
        : throw Misfit(value, subject, "DateTime such as 2026-11-20 09:15:00");

    public static Value Float64(Value value, string subject) => new Value.Typed(
        new Value.Float(ReadFloat(value, subject, "Float64", double.MaxValue)),
        new BoundValue(NpgsqlDbType.Double, ReadFloat(value, subject, "Float64", double.MaxValue)));

    public static Value Float32(Value value, string subject)
    {
        var number = ReadFloat(value, subject, "Float32", float.MaxValue);
        return new Value.Typed(new Value.Float(number), new BoundValue(NpgsqlDbType.Real, (float)number));
    }

    public static Func<Value, string, Value> Integer(string type, int bits, bool signed)
    {
        var min = signed ? -(BigInteger.One << (bits - 1)) : BigInteger.Zero;
        var max = (BigInteger.One << (signed ? bits - 1 : bits)) - 1;
        var digits = max.ToString(CultureInfo.InvariantCulture).Length + 1;
        return (value, subject) =>
        {
            var number = value switch
            {
                Value.Integer integer => integer.Number,
                Value.Text text when text.Content.Length <= digits && Digits().IsMatch(text.Content) =>
                    BigInteger.Parse(text.Content, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                _ => throw Misfit(value, subject, type),
            };
            return number < min || number > max
                ? throw new TemplateException($"'{value.Shown}' is out of the range of {type} ({min} to {max}), for {subject}.")
                : new Value.Typed(Value.Of(number), Bind(number, max));
        };
    }

    /// <summary>The date and time of a text in any of the accepted forms, as UTC.</summary>
    public static bool TryReadTime(string text, out DateTime time)
    {
        time = default;
        if (text.Length > 64)
        {
            return false;
        }

        // Any sign between the parts will do, and the day may come first.
        text = DayFirst().Replace(YearFirst().Replace(text, "$1-$2-$3$4"), "$3-$2-$1$4");
        if (text.Length < 16 || text[4] != '-' || !Timestamps.TryParse(Encoding.UTF8.GetBytes(text), out long microseconds))
        {
            return false;
        }

        time = System.DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        return true;
    }

    /// <summary>By the width of the type, so that arithmetic in SQL has room.</summary>
    static BoundValue Bind(BigInteger number, BigInteger max) =>
        max <= int.MaxValue ? new BoundValue(NpgsqlDbType.Integer, (int)number)
        : max <= long.MaxValue ? new BoundValue(NpgsqlDbType.Bigint, (long)number)
        : new BoundValue(NpgsqlDbType.Numeric, number);

    static double ReadFloat(Value value, string subject, string type, double largest)
    {
        if (value is Value.Integer or Value.Float)
        {
            return value.ToDouble();
        }

        return value is Value.Text { Content.Length: <= 64 } text
            && double.TryParse(text.Content, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) <= largest
                ? number
                : throw Misfit(value, subject, type);
    }

    static TemplateException Misfit(Value value, string subject, string expected)
    {
        var shown = value.Shown.Length > 100 ? $"{value.Shown[..100]}..." : value.Shown;
        return new TemplateException($"'{shown}' is no {expected}, for {subject}.");
    }

    [GeneratedRegex(@"^[+-]?[0-9]+\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^([0-9]{4}).([0-9]{2}).([0-9]{2})([T ][0-9]{2}:[0-9]{2})")]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^([0-9]{2})[^0-9:]([0-9]{2})[^0-9:]([0-9]{4})([T ][0-9]{2}:[0-9]{2})")]
    private static partial Regex DayFirst();
}
