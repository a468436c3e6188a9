using System.Buffers.Text;
using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

sealed class FloatType(string name, string postgres, uint oid, bool isDouble) : ColumnType(name, postgres, oid, ResultStyle.Float)
{
    public static FloatType Single { get; } = new("Float32", "real", 700, isDouble: false);

    public static FloatType Double { get; } = new("Float64", "double precision", 701, isDouble: true);

    public override string EmptyLiteral => "0";

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        if (value.Kind != JsonTokenType.Number || !Utf8Parser.TryParse(value.Text, out double number, out var used) || used != value.Text.Length)
        {
            return Misfit(value);
        }

        if (!double.IsFinite(number) || (!isDouble && !float.IsFinite((float)number)))
        {
            return $"is too large for {Name}: {value.Shown()}";
        }

        if (isDouble)
        {
            tuple.Int32(8);
            tuple.Int64(BitConverter.DoubleToInt64Bits(number));
        }
        else
        {
            tuple.Int32(4);
            tuple.Int32(BitConverter.SingleToInt32Bits((float)number));
        }

        return null;
    }
}
