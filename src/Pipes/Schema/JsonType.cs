namespace Grainwatch.Pipes.Schema;

/// <summary>JSON, kept as it was sent: any value fits.</summary>
sealed class JsonType() : ColumnType("JSON", "json", 114, ResultStyle.Json)
{
    public override string EmptyLiteral => "'{}'";

    public override bool IsFixedWidth => false;

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        tuple.Int32(value.Text.Length);
        tuple.Bytes(value.Text);
        return null;
    }
}
