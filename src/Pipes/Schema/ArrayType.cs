using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

/// <summary>Array(T): a one-dimensional array.</summary>
sealed class ArrayType(ColumnType element)
    : ColumnType($"Array({element.Name})", $"{element.Postgres}[]", ArrayOid(element.Oid), ResultStyle.Array)
{
    public override string EmptyLiteral => "'{}'";

    public override bool IsFixedWidth => false;

    internal override ColumnType Element => element;

    internal override string? Encode(JsonSlice value, CopyBuffer tuple) => Encode(value, [], tuple);

    /// <param name="path">Where in each element the value stands; empty: the element itself.</param>
    internal string? Encode(JsonSlice value, IReadOnlyList<JsonPathStep> path, CopyBuffer tuple)
    {
        if (value.Kind != JsonTokenType.StartArray)
        {
            return Misfit(value);
        }

        var field = tuple.BeginField();
        tuple.Int32(1);
        tuple.Int32(0);
        tuple.Int32((int)element.Oid);
        var counted = tuple.Length;
        tuple.Int32(0);
        tuple.Int32(1);
        var count = 0;
        var hasNull = false;
        var reader = new Utf8JsonReader(value.Text);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = JsonPath.Find(value.Text, ref reader, path);
            count++;
            if (item.Kind is JsonTokenType.None or JsonTokenType.Null && !element.IsNullable)
            {
                return $"has no value in element {count}";
            }

            hasNull |= item.Kind is JsonTokenType.None or JsonTokenType.Null;
            if (element.Encode(item, tuple) is { } problem)
            {
                return $"in element {count} {problem}";
            }
        }

        tuple.PatchInt32(field + 4, hasNull ? 1 : 0);
        tuple.PatchInt32(counted, count);
        if (count == 0)
        {
            // Postgres writes an array without elements as one without dimensions, and compares it as such.
            tuple.Shorten(8);
            tuple.PatchInt32(field, 0);
        }

        tuple.EndField(field);
        return null;
    }

    static uint ArrayOid(uint element) => element switch
    {
        16 => 1000, 20 => 1016, 21 => 1005, 23 => 1007, 25 => 1009, 114 => 199, 700 => 1021, 701 => 1022, 1082 => 1182, 1184 => 1185,
        1700 => 1231, 2950 => 2951,
        _ => throw new NotSupportedException($"No array of the Postgres type {element}."),
    };
}
