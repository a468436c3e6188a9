using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

sealed class BoolType() : ColumnType("Bool", "boolean", 16, ResultStyle.Bool)
{
    public override string EmptyLiteral => "false";

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        byte? bit = value.Kind switch
        {
            JsonTokenType.True => 1,
            JsonTokenType.False => 0,
            JsonTokenType.Number when value.Text.Length == 1 && value.Text[0] is (byte)'0' or (byte)'1' => (byte)(value.Text[0] - '0'),
            _ => null,
        };
        if (bit is null)
        {
            return Misfit(value);
        }

        tuple.Int32(1);
        tuple.Append(1)[0] = bit.Value;
        return null;
    }
}
