using System.Numerics;

namespace Grainwatch.Pipes.Schema;

/// <summary>Postgres' binary form of numeric: digits to the base 10,000, the most significant first.</summary>
static class Numeric
{
    const int Base = 10_000;
    const short Negative = 0x4000;

    public static void Write(BigInteger value, CopyBuffer tuple)
    {
        Span<short> digits = stackalloc short[64];
        var count = 0;
        for (var rest = BigInteger.Abs(value); !rest.IsZero;)
        {
            rest = BigInteger.DivRem(rest, Base, out var digit);
            digits[count++] = (short)digit;
        }

        tuple.Int16((short)count);
        tuple.Int16((short)Math.Max(0, count - 1));
        tuple.Int16(value.Sign < 0 ? Negative : (short)0);
        tuple.Int16(0);
        while (count > 0)
        {
            tuple.Int16(digits[--count]);
        }
    }
}
