namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>A call while it is made: its arguments by place or name.</summary>
sealed class FunctionCall(Expression.Call call, Scope scope, Func<Expression, Value> evaluate)
{
    public string Name => call.Function;

    public int Count => call.Arguments.Count;

    public Budget Budget => scope.Budget;

    public RenderContext Context => scope.Context;

    public IReadOnlyList<(string Name, Expression Value)> Named => call.Named;

    public Value Evaluate(Expression expression) => evaluate(expression);

    /// <summary>Null when the call does not have it.</summary>
    public Value? Find(int place, string name)
    {
        if (place < call.Arguments.Count)
        {
            return evaluate(call.Arguments[place]);
        }

        var expression = call.Named.FirstOrDefault(n => n.Name == name).Value;
        return expression is null ? null : evaluate(expression);
    }

    public Value Get(int place, string name) => Find(place, name) ?? throw new TemplateException($"{Name}() needs the argument '{name}'.");

    /// <summary>The same, and it must have a value.</summary>
    public Value Require(int place, string name) => Get(place, name) is var value && value is Value.Absent absent
        ? throw new MissingParameterException(absent.Name)
        : value.Untyped;

    public string Text(int place, string name) => Require(place, name) is Value.Text text
        ? text.Content
        : throw new TemplateException($"{Name}() needs a text as '{name}'.");

    /// <summary>What the argument is called in messages: the parameter's name where it is one.</summary>
    public string Subject(int place) =>
        place < call.Arguments.Count && call.Arguments[place] is Expression.Name name ? name.Text : $"the argument of {Name}()";

    /// <summary>The argument as a bare word: <c>Array(ids, Int32)</c> is as good as <c>Array(ids, 'Int32')</c>.</summary>
    public string? Word(int place) => place < call.Arguments.Count && call.Arguments[place] is Expression.Name name ? name.Text : null;

    public void AtMost(int count)
    {
        if (call.Arguments.Count > count)
        {
            throw new TemplateException($"{Name}() takes at most {count} arguments, got {call.Arguments.Count}.");
        }
    }
}
