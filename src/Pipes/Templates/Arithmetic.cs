using System.Numerics;

namespace Grainwatch.Pipes.Templates;

/// <summary>The operators of Python, on numbers, texts and lists.</summary>
static class Arithmetic
{
    /// <summary>Wider numbers than any column can hold are a loop gone wrong.</summary>
    static readonly BigInteger Largest = BigInteger.One << 260;

    public static Value Sign(string sign, Value operand) => (sign, operand.Untyped) switch
    {
        ("-", Value.Integer integer) => Value.Of(-integer.Number),
        ("-", Value.Float number) => new Value.Float(-number.Number),
        ("+", Value.Integer or Value.Float) => operand.Untyped,
        _ => throw new TemplateException($"'{sign}' needs a number, got {operand.TypeName}."),
    };

    public static Value Compute(string name, Value left, Value right, Budget budget)
    {
        switch (name, left.Untyped, right.Untyped)
        {
            case ("+", Value.Text a, Value.Text b):
                return Value.Of(budget.Text(a.Content + b.Content));
            case ("+", Value.List a, Value.List b):
                return budget.List([.. a.Items, .. b.Items]);
            case ("*", Value.Text text, Value.Integer times):
                return Repeat(text, times.Number, budget);
            case ("*", Value.Integer times, Value.Text text):
                return Repeat(text, times.Number, budget);
            case ("%", Value.Text, _):
                throw new TemplateException("texts cannot be formatted with '%': join them with +.");
            case (_, Value.Integer a, Value.Integer b):
                return Integers(name, a.Number, b.Number);
            case (_, Value.Integer or Value.Float or Value.Bool, Value.Integer or Value.Float or Value.Bool):
                return new Value.Float(Floats(name, left.ToDouble(), right.ToDouble()));
            default:
                throw new TemplateException($"'{name}' cannot take {left.TypeName} and {right.TypeName}.");
        }
    }

    static Value.Text Repeat(Value.Text text, BigInteger times, Budget budget)
    {
        if (times * text.Content.Length > Budget.MaxTextLength)
        {
            throw new TemplateTooBigException($"a text is too long: at most {Budget.MaxTextLength} characters.");
        }

        return new Value.Text(budget.Text(string.Concat(Enumerable.Repeat(text.Content, Math.Max(0, (int)times)))));
    }

    static Value Integers(string name, BigInteger left, BigInteger right)
    {
        if (name is "/" or "//" or "%" && right.IsZero)
        {
            throw new TemplateException("division by zero.");
        }

        var result = name switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "//" => Floor(left, right),
            "%" => left - (Floor(left, right) * right),
            _ => (BigInteger?)null,
        };
        return result switch
        {
            null => new Value.Float((double)left / (double)right),
            _ when BigInteger.Abs(result.Value) > Largest => throw new TemplateTooBigException("a number has too many digits."),
            _ => Value.Of(result.Value),
        };
    }

    static BigInteger Floor(BigInteger left, BigInteger right)
    {
        var quotient = BigInteger.DivRem(left, right, out var rest);
        return !rest.IsZero && rest.Sign != right.Sign ? quotient - 1 : quotient;
    }

    static double Floats(string name, double left, double right)
    {
        if (name is "/" or "//" or "%" && right == 0)
        {
            throw new TemplateException("division by zero.");
        }

        return name switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "//" => Math.Floor(left / right),
            _ => left - (Math.Floor(left / right) * right),
        };
    }
}
