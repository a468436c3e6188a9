using System.Numerics;

namespace Grainwatch.Pipes.Templates;

/// <summary><c>x[i]</c> and <c>x[from:to:step]</c>, counting from the end where negative.</summary>
static class Indexing
{
    public static Value Item(Value target, Value key)
    {
        switch (target.Untyped, key.Untyped)
        {
            case (Value.List list, Value.Integer index):
                return Position(index.Number, list.Items.Length) is { } at
                    ? list.Items[at]
                    : throw new TemplateException($"the list has {list.Items.Length} items, there is no [{index.Number}].");
            case (Value.Text text, Value.Integer index):
                return Position(index.Number, text.Content.Length) is { } place
                    ? Value.Of(text.Content[place].ToString())
                    : throw new TemplateException($"the text has {text.Content.Length} characters, there is no [{index.Number}].");
            case (Value.Dict dict, _):
                return dict.Find(key.Shown) ?? throw new TemplateException($"the dict has no '{key.Shown}'.");
            default:
                throw new TemplateException($"[{key.Shown}] cannot be taken of {target.TypeName}.");
        }
    }

    public static Value Slice(Value target, Value? from, Value? to, Value? step, Budget budget)
    {
        var length = target.Untyped switch
        {
            Value.List list => list.Items.Length,
            Value.Text text => text.Content.Length,
            _ => throw new TemplateException($"a slice cannot be taken of {target.TypeName}."),
        };
        var stride = Number(step) ?? 1;
        if (stride == 0)
        {
            throw new TemplateException("the step of a slice cannot be 0.");
        }

        var (low, high) = stride > 0 ? (0, length) : (-1, length - 1);
        var first = Clamp(Number(from), stride > 0 ? 0 : length - 1);
        var last = Clamp(Number(to), stride > 0 ? length : -1);
        List<int> places = [];
        for (var i = first; stride > 0 ? i < last : i > last; i += stride)
        {
            places.Add(i);
        }

        return target.Untyped is Value.List items
            ? budget.List([.. places.Select(i => items.Items[i])])
            : Value.Of(budget.Text(string.Concat(places.Select(i => ((Value.Text)target.Untyped).Content[i]))));

        int Clamp(int? bound, int fallback) =>
            bound is { } value ? Math.Clamp(value < 0 ? value + length : value, low, high) : fallback;
    }

    static int? Number(Value? value) => value?.Untyped switch
    {
        null or Value.Null => null,
        Value.Integer integer => (int)BigInteger.Max(-Budget.MaxTextLength, BigInteger.Min(Budget.MaxTextLength, integer.Number)),
        _ => throw new TemplateException($"a slice needs integers, got {value.TypeName}."),
    };

    static int? Position(BigInteger index, int length)
    {
        var position = index.Sign < 0 ? index + length : index;
        return position.Sign >= 0 && position < length ? (int)position : null;
    }
}
