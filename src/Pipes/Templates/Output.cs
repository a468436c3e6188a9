using System.Numerics;
using NpgsqlTypes;

namespace Grainwatch.Pipes.Templates;

/// <summary>What <c>{{ value }}</c> writes. Only checked SQL goes out as text; everything else is bound.</summary>
static class Output
{
    public static void Write(Value value, SqlWriter sql, int line)
    {
        switch (value)
        {
            case Value.Sql pieces:
                foreach (var piece in pieces.Pieces)
                {
                    if (piece.Value is { } bound)
                    {
                        sql.Value(bound, line);
                    }
                    else
                    {
                        sql.Text(piece.Text);
                    }
                }

                break;
            case Value.Null:
                sql.Text("null");
                break;
            default:
                sql.Value(Bind(value), line);
                break;
        }
    }

    public static BoundValue Bind(Value value) => value switch
    {
        Value.Typed typed => typed.Bound,
        Value.Text text => new BoundValue(NpgsqlDbType.Unknown, Storable(text.Content)),
        // As text it fits a boolean and a small integer alike.
        Value.Bool boolean => new BoundValue(NpgsqlDbType.Unknown, boolean.Truth ? "1" : "0"),
        Value.Integer integer => Integer(integer.Number),
        Value.Float number => new BoundValue(NpgsqlDbType.Double, number.Number),
        Value.List list => Array(list),
        Value.Dict dict => new BoundValue(NpgsqlDbType.Unknown, Storable(JsonValues.Write(dict)!.ToJsonString())),
        Value.Absent absent => throw new MissingParameterException(absent.Name),
        _ => throw new TemplateException($"a {value.TypeName} cannot be a value in SQL."),
    };

    public static BoundValue Integer(BigInteger number) =>
        number >= int.MinValue && number <= int.MaxValue ? new BoundValue(NpgsqlDbType.Integer, (int)number)
        : number >= long.MinValue && number <= long.MaxValue ? new BoundValue(NpgsqlDbType.Bigint, (long)number)
        : new BoundValue(NpgsqlDbType.Numeric, number);

    public static string Storable(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new TemplateException("a text holds U+0000, which Postgres cannot hold.")
        : text;

    static BoundValue Array(Value.List list)
    {
        if (list.Items.IsEmpty)
        {
            return BoundValue.EmptyList;
        }

        var items = list.Items.Select(Bind).ToArray();
        return BindArray(items);
    }

    /// <summary>An array of what its items have in common.</summary>
    public static BoundValue BindArray(IReadOnlyList<BoundValue> items)
    {
        var types = items.Select(i => i.Type).Distinct().ToArray();
        var type = types switch
        {
            [NpgsqlDbType.Unknown] => NpgsqlDbType.Text,
            [var only] => only,
            _ when types.All(t => t is NpgsqlDbType.Integer or NpgsqlDbType.Bigint) => NpgsqlDbType.Bigint,
            _ when types.All(t => t is NpgsqlDbType.Integer or NpgsqlDbType.Bigint or NpgsqlDbType.Double) => NpgsqlDbType.Double,
            _ when types.All(t => t is NpgsqlDbType.Unknown or NpgsqlDbType.Text) => NpgsqlDbType.Text,
            _ => throw new TemplateException("the items of a list have different types, so that it cannot be an array in SQL."),
        };
        return new BoundValue(NpgsqlDbType.Array | type, type switch
        {
            NpgsqlDbType.Bigint => items.Select(i => Convert.ToInt64(i.Content, null)).ToArray(),
            NpgsqlDbType.Double => items.Select(i => Convert.ToDouble(i.Content, null)).ToArray(),
            NpgsqlDbType.Integer => items.Select(i => (int)i.Content).ToArray(),
            NpgsqlDbType.Numeric => items.Select(i => (BigInteger)i.Content).ToArray(),
            NpgsqlDbType.Real => items.Select(i => (float)i.Content).ToArray(),
            NpgsqlDbType.Date => items.Select(i => (DateOnly)i.Content).ToArray(),
            NpgsqlDbType.TimestampTz => items.Select(i => (DateTime)i.Content).ToArray(),
            NpgsqlDbType.Uuid => items.Select(i => (Guid)i.Content).ToArray(),
            _ => (Array)items.Select(i => (string)i.Content).ToArray(),
        });
    }
}
