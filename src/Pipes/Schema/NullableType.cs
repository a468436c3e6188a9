using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

sealed class NullableType(ColumnType inner) : ColumnType($"Nullable({inner.Name})", inner.Postgres, inner.Oid, inner.Style)
{
    public override string EmptyLiteral => "null";

    public override bool IsNullable => true;

    public override bool IsFixedWidth => inner.IsFixedWidth;

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        if (value.Kind is not (JsonTokenType.None or JsonTokenType.Null))
        {
            return inner.Encode(value, tuple);
        }

        tuple.Null();
        return null;
    }
}
