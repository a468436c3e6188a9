using Grainwatch.Pipes.Templates.Functions;

namespace Grainwatch.Pipes.Templates;

/// <summary>Computes expressions.</summary>
sealed class Evaluator(Scope scope)
{
    public Value Evaluate(Expression expression)
    {
        scope.Budget.Step();
        switch (expression)
        {
            case Expression.Literal literal:
                return literal.Value;
            case Expression.Name name:
                return scope.Find(name.Text);
            case Expression.ListOf list:
                return scope.Budget.List([.. list.Items.Select(Evaluate)]);
            case Expression.DictOf dict:
                return new Value.Dict([.. dict.Entries.Select(e => KeyValuePair.Create(Evaluate(e.Key).Shown, Evaluate(e.Value)))]);
            case Expression.Unary unary:
                return unary.Operator == "not"
                    ? Value.Bool.Of(!Evaluate(unary.Operand).IsTrue)
                    : Arithmetic.Sign(unary.Operator, Present(Evaluate(unary.Operand)));
            case Expression.Binary { Operator: "or" } or:
                return Evaluate(or.Left) is { IsTrue: true } left ? left : Evaluate(or.Right);
            case Expression.Binary { Operator: "and" } and:
                return Evaluate(and.Left) is { IsTrue: false } falsy ? falsy : Evaluate(and.Right);
            case Expression.Binary binary:
                return Arithmetic.Compute(binary.Operator, Present(Evaluate(binary.Left)), Present(Evaluate(binary.Right)), scope.Budget);
            case Expression.Comparison comparison:
                return Value.Bool.Of(Compare(comparison));
            case Expression.Conditional conditional:
                return Evaluate(Evaluate(conditional.Condition).IsTrue ? conditional.Then : conditional.Else);
            case Expression.Index index:
                return Indexing.Item(Present(Evaluate(index.Target)), Present(Evaluate(index.Key)));
            case Expression.Slice slice:
                return Indexing.Slice(Present(Evaluate(slice.Target)), Bound(slice.From), Bound(slice.To), Bound(slice.Step), scope.Budget);
            case Expression.Method method:
                return Methods.Call(Present(Evaluate(method.Target)), method.Function, [.. method.Arguments.Select(a => Present(Evaluate(a)))], scope.Budget);
            case Expression.Call call:
                return FunctionTable.Find(call.Function)(new FunctionCall(call, scope, Evaluate));
            default:
                throw new InvalidOperationException($"No way to evaluate {expression.GetType().Name}.");
        }
    }

    Value? Bound(Expression? expression) => expression is null ? null : Evaluate(expression);

    bool Compare(Expression.Comparison comparison)
    {
        var left = Evaluate(comparison.First);
        foreach (var (name, operand) in comparison.Rest)
        {
            var right = Evaluate(operand);
            if (!Comparing.Holds(name, left, right, scope.Budget))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    static Value Present(Value value) => value is Value.Absent absent ? throw new MissingParameterException(absent.Name) : value;
}
