namespace Grainwatch.Pipes.Schema;

/// <summary>Only a name here: Postgres has no dictionary encoding to choose.</summary>
sealed class LowCardinalityType(ColumnType inner) : ColumnType($"LowCardinality({inner.Name})", inner.Postgres, inner.Oid, inner.Style)
{
    public override string EmptyLiteral => inner.EmptyLiteral;

    public override bool IsNullable => inner.IsNullable;

    public override bool IsFixedWidth => inner.IsFixedWidth;

    internal override string? Encode(JsonSlice value, CopyBuffer tuple) => inner.Encode(value, tuple);
}
