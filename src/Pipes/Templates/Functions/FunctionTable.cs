namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>Every function that a template may call.</summary>
static class FunctionTable
{
    static readonly Dictionary<string, Func<FunctionCall, Value>> Functions = Build();

    public static Func<FunctionCall, Value> Find(string name) => Functions.GetValueOrDefault(name) ?? throw new TemplateException(
        $"there is no function {name}(). {Hint(name)}");

    public static IEnumerable<string> Names => Functions.Keys;

    public static bool Exists(string name) => Functions.ContainsKey(name);

    static string Hint(string name)
    {
        var near = Functions.Keys.FirstOrDefault(f => string.Equals(f, name, StringComparison.OrdinalIgnoreCase));
        return near is null ? "SQL functions stand outside of the braces." : $"Did you mean {near}()?";
    }

    static Dictionary<string, Func<FunctionCall, Value>> Build()
    {
        Dictionary<string, Func<FunctionCall, Value>> functions = new(StringComparer.Ordinal);
        TypedParameters.AddTo(functions);
        SqlFunctions.AddTo(functions);
        DateFunctions.AddTo(functions);
        Builtins.AddTo(functions);
        ErrorFunctions.AddTo(functions);
        EngineHints.AddTo(functions);
        return functions;
    }
}
