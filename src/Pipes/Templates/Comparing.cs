namespace Grainwatch.Pipes.Templates;

/// <summary>Comparisons and membership. What is absent equals nothing and is in nothing, but can be asked.</summary>
static class Comparing
{
    public static bool Holds(string name, Value left, Value right, Budget budget)
    {
        switch (name)
        {
            case "==":
                return SameOrMissing(left, right);
            case "!=":
                return !SameOrMissing(left, right);
            case "in":
                return Contains(right, left, budget);
            case "not in":
                return !Contains(right, left, budget);
        }

        var order = (left.Untyped, right.Untyped) switch
        {
            (Value.Absent absent, _) => throw new MissingParameterException(absent.Name),
            (_, Value.Absent absent) => throw new MissingParameterException(absent.Name),
            (Value.Text a, Value.Text b) => string.CompareOrdinal(a.Content, b.Content),
            (Value.Integer a, Value.Integer b) => a.Number.CompareTo(b.Number),
            (Value.Integer or Value.Float or Value.Bool, Value.Integer or Value.Float or Value.Bool) => left.ToDouble().CompareTo(right.ToDouble()),
            _ => throw new TemplateException($"'{name}' cannot compare {left.TypeName} with {right.TypeName}."),
        };
        return name switch
        {
            "<" => order < 0,
            ">" => order > 0,
            "<=" => order <= 0,
            _ => order >= 0,
        };
    }

    static bool SameOrMissing(Value left, Value right) => (left.IsMissing && right.IsMissing) || Value.AreEqual(left, right);

    static bool Contains(Value whole, Value part, Budget budget)
    {
        switch (whole.Untyped, part.Untyped)
        {
            case (Value.Text text, Value.Text sought):
                budget.Text(text.Content);
                return text.Content.Contains(sought.Content, StringComparison.Ordinal);
            case (Value.List list, var sought):
                return list.Items.Any(i =>
                {
                    budget.Step();
                    return Value.AreEqual(i, sought);
                });
            case (Value.Dict dict, var sought):
                return dict.Find(sought.Shown) is not null;
            case (Value.Text or Value.Absent or Value.Null, _):
                return false;
            default:
                throw new TemplateException($"'in' needs a text, list or dict, got {whole.TypeName}.");
        }
    }
}
