using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

/// <summary>Int8 to Int256 and UInt8 to UInt256, each in the smallest type of Postgres that holds its range.</summary>
sealed class IntegerType : ColumnType
{
    /// <summary>No integer type has more digits; longer text is not worth parsing.</summary>
    const int MaxDigits = 80;

    readonly int width;

    IntegerType(string name, BigInteger min, BigInteger max, (string Postgres, uint Oid, int Width) store, ResultStyle style)
        : base(name, store.Postgres, store.Oid, style)
    {
        (Min, Max, width) = (min, max, store.Width);
    }

    public BigInteger Min { get; }

    public BigInteger Max { get; }

    public override string EmptyLiteral => "0";

    public static IntegerType Of(int bits, bool signed)
    {
        var min = signed ? -(BigInteger.One << (bits - 1)) : BigInteger.Zero;
        var max = (BigInteger.One << (signed ? bits - 1 : bits)) - 1;
        (string Postgres, uint Oid, int Width) store =
            min >= short.MinValue && max <= short.MaxValue ? ("smallint", 21u, 2)
            : min >= int.MinValue && max <= int.MaxValue ? ("integer", 23u, 4)
            : min >= long.MinValue && max <= long.MaxValue ? ("bigint", 20u, 8)
            : ($"numeric({max.ToString(CultureInfo.InvariantCulture).Length},0)", 1700u, 0);
        return new IntegerType((signed ? "Int" : "UInt") + bits, min, max, store, bits >= 64 ? ResultStyle.WideNumber : ResultStyle.Number);
    }

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        if (value.Kind != JsonTokenType.Number || !TryParse(value.Text, out var number))
        {
            return Misfit(value);
        }

        if (number < Min || number > Max)
        {
            return $"is out of the range of {Name} ({Min} to {Max}): {value.Shown()}";
        }

        var field = tuple.BeginField();
        switch (width)
        {
            case 2: tuple.Int16((short)number); break;
            case 4: tuple.Int32((int)number); break;
            case 8: tuple.Int64((long)number); break;
            default: Numeric.Write(number, tuple); break;
        }

        tuple.EndField(field);
        return null;
    }

    static bool TryParse(ReadOnlySpan<byte> text, out BigInteger number)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
        {
            number = small;
            return true;
        }

        number = default;
        return text.Length <= MaxDigits
            && BigInteger.TryParse(Encoding.ASCII.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
