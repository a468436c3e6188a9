namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>Hints to another engine, which mean nothing to Postgres: checked, and without effect. Secrets, which do.</summary>
static class EngineHints
{
    static readonly string[] CacheTimes = ["5s", "1m", "5m", "30m", "1h"];

    public static void AddTo(Dictionary<string, Func<FunctionCall, Value>> functions)
    {
        functions["max_threads"] = call => call.Require(0, "threads") is Value.Integer
            ? Nothing
            : throw new TemplateException("max_threads() needs a number.");
        functions["backend_hint"] = call => Ignore(call, "hint");
        functions["activate"] = call => Ignore(call, "feature");
        functions["disable"] = call => Ignore(call, "feature");
        functions["cache_ttl"] = call => CacheTimes.Contains(call.Text(0, "ttl"))
            ? Nothing
            : throw new TemplateException($"cache_ttl() takes one of {string.Join(", ", CacheTimes)}.");
        functions["tb_secret"] = Secret;
        functions["tb_var"] = Secret;
    }

    static Value Nothing { get; } = Value.Sql.Verbatim("");

    static Value Ignore(FunctionCall call, string argument)
    {
        call.Require(0, argument);
        return Nothing;
    }

    static Value Secret(FunctionCall call)
    {
        var name = call.Text(0, "name");
        return call.Context.Secret(name) is { } secret ? TypedValues.String(Value.Of(secret), name)
            : call.Find(1, "default") is { IsMissing: false } fallback ? TypedValues.String(fallback.Untyped, name)
            : throw new TemplateException($"there is no secret '{name}': add the setting Grainwatch__Pipes__Secrets__{name}.");
    }
}
