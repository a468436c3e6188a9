using System.Buffers.Text;
using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

sealed class UuidType() : ColumnType("UUID", "uuid", 2950, ResultStyle.Text)
{
    public override string EmptyLiteral => "'00000000-0000-0000-0000-000000000000'";

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        if (value.Kind != JsonTokenType.String
            || !Utf8Parser.TryParse(value.Inner, out Guid guid, out var used) || used != value.Inner.Length)
        {
            return Misfit(value);
        }

        tuple.Int32(16);
        guid.TryWriteBytes(tuple.Append(16), bigEndian: true, out _);
        return null;
    }
}
