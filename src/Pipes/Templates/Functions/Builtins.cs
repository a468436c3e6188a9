using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>The functions of Python that templates use, and those over lists.</summary>
static class Builtins
{
    public static void AddTo(Dictionary<string, Func<FunctionCall, Value>> functions)
    {
        functions["split_to_array"] = SplitToArray;
        functions["enumerate_with_last"] = call => Enumerate(call, (i, count) => Value.Bool.Of(i == count - 1));
        functions["enumerate"] = call => Enumerate(call, (i, _) => Value.Of(i));
        functions["len"] = call => Value.Of(Length(call.Require(0, "value"), call));
        functions["str"] = call => Value.Of(call.Budget.Text(call.Require(0, "value").Shown));
        functions["int"] = call => Number(call, whole: true);
        functions["float"] = call => Number(call, whole: false);
        functions["list"] = call => call.Count == 0 ? call.Budget.List([]) : call.Budget.List(Items(call, 0));
        functions["range"] = Range;
        functions["zip"] = call => call.Budget.List(
            [.. Items(call, 0).Zip(Items(call, 1), (a, b) => (Value)call.Budget.List([a, b]))]);
        functions["reversed"] = call => call.Budget.List([.. Items(call, 0).Reverse()]);
        functions["sorted"] = call => call.Budget.List([.. Items(call, 0).Order(new ByValue(call.Budget))]);
        functions["min"] = call => Operands(call).Min(new ByValue(call.Budget)) ?? throw Empty(call);
        functions["max"] = call => Operands(call).Max(new ByValue(call.Budget)) ?? throw Empty(call);
        functions["sum"] = call => Items(call, 0).Aggregate(Value.Of(0), (a, b) => Arithmetic.Compute("+", a, b, call.Budget));
        functions["abs"] = call => call.Require(0, "number") switch
        {
            Value.Integer integer => Value.Of(BigInteger.Abs(integer.Number)),
            Value.Float number => new Value.Float(Math.Abs(number.Number)),
            var other => throw new TemplateException($"abs() needs a number, got {other.TypeName}."),
        };
        functions["round"] = Round;
        functions["any"] = call => Value.Bool.Of(Items(call, 0).Any(i => i.IsTrue));
        functions["all"] = call => Value.Bool.Of(Items(call, 0).All(i => i.IsTrue));
    }

    internal static int Length(Value value, FunctionCall call) => value.Untyped switch
    {
        Value.Text text => text.Content.Length,
        Value.List list => list.Items.Length,
        Value.Dict dict => dict.Entries.Length,
        _ => throw new TemplateException($"{call.Name}() needs a text, list or dict, got {value.TypeName}."),
    };

    static Value SplitToArray(FunctionCall call)
    {
        call.AtMost(3);
        var value = call.Get(0, "array");
        if (value.IsMissing)
        {
            value = call.Find(1, "default") is { IsMissing: false } fallback ? fallback : throw new MissingParameterException(call.Subject(0));
        }

        if (value.Untyped is Value.List list)
        {
            return list;
        }

        var separator = call.Find(2, "separator") is { IsMissing: false } s ? s.Shown : ",";
        if (separator.Length == 0)
        {
            throw new TemplateException("split_to_array() needs a separator.");
        }

        var parts = call.Budget.Text(value.Shown).Split(separator);
        Budget.Room(parts.Length);
        return call.Budget.List([.. parts.Select(p => Value.Of(p.Trim()))]);
    }

    static Value Enumerate(FunctionCall call, Func<int, int, Value> first)
    {
        var items = Items(call, 0);
        return call.Budget.List([.. items.Select((item, i) => (Value)call.Budget.List([first(i, items.Length), item]))]);
    }

    static Value Range(FunctionCall call)
    {
        var numbers = Enumerable.Range(0, Math.Min(3, call.Count)).Select(i => call.Require(i, "number") is Value.Integer integer
            ? integer.Number
            : throw new TemplateException("range() needs integers.")).ToArray();
        var (from, to, step) = numbers.Length switch
        {
            1 => (0, numbers[0], 1),
            2 => (numbers[0], numbers[1], 1),
            3 when !numbers[2].IsZero => (numbers[0], numbers[1], numbers[2]),
            _ => throw new TemplateException("range() takes one to three integers, and no step of 0."),
        };
        var count = BigInteger.Max(0, (to - from + step - step.Sign) / step);
        Budget.Room((long)BigInteger.Min(count, long.MaxValue));
        return call.Budget.List([.. Enumerable.Range(0, (int)count).Select(i => Value.Of(from + (i * step)))]);
    }

    static Value Number(FunctionCall call, bool whole)
    {
        var value = call.Require(0, "value");
        switch (value)
        {
            case Value.Integer integer:
                return whole ? integer : new Value.Float((double)integer.Number);
            case Value.Float number:
                return whole && double.IsFinite(number.Number) ? Value.Of(new BigInteger(Math.Truncate(number.Number))) : number;
            case Value.Bool boolean:
                return whole ? Value.Of(boolean.Truth ? 1 : 0) : new Value.Float(boolean.Truth ? 1 : 0);
            case Value.Text { Content.Length: <= 100 } text:
                if (whole && BigInteger.TryParse(text.Content.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
                {
                    return Value.Of(parsed);
                }

                if (!whole && double.TryParse(text.Content.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
                {
                    return new Value.Float(real);
                }

                break;
        }

        throw new TemplateException($"{call.Name}() cannot take '{value.Shown}', for {call.Subject(0)}.");
    }

    static Value Round(FunctionCall call)
    {
        var digits = call.Find(1, "digits")?.Untyped is Value.Integer { Number: var d } ? (int)BigInteger.Min(15, BigInteger.Max(0, d)) : (int?)null;
        return call.Require(0, "number") switch
        {
            Value.Integer integer => integer,
            Value.Float number when digits is null && double.IsFinite(number.Number) => Value.Of(new BigInteger(Math.Round(number.Number))),
            Value.Float number => new Value.Float(Math.Round(number.Number, digits ?? 0)),
            var other => throw new TemplateException($"round() needs a number, got {other.TypeName}."),
        };
    }

    static IEnumerable<Value> Operands(FunctionCall call) =>
        call.Count == 1 ? Items(call, 0) : Enumerable.Range(0, call.Count).Select(i => call.Require(i, "value"));

    static ImmutableArray<Value> Items(FunctionCall call, int place) => call.Require(place, "list") switch
    {
        Value.List list => list.Items,
        Value.Dict dict => [.. dict.Entries.Select(e => Value.Of(e.Key))],
        Value.Text text => call.Budget.List([.. text.Content.Take(Budget.MaxListLength + 1).Select(c => Value.Of(c.ToString()))]).Items,
        var other => throw new TemplateException($"{call.Name}() needs a list, got {other.TypeName}."),
    };

    static TemplateException Empty(FunctionCall call) => new($"{call.Name}() of nothing.");

    sealed class ByValue(Budget budget) : IComparer<Value>
    {
        public int Compare(Value? x, Value? y)
        {
            budget.Step();
            return Value.AreEqual(x!, y!) ? 0 : Comparing.Holds("<", x!, y!, budget) ? -1 : 1;
        }
    }
}
