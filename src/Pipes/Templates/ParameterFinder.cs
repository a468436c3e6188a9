using Grainwatch.Pipes.Templates.Functions;

namespace Grainwatch.Pipes.Templates;

/// <summary>Finds the parameters of a template in its tree, without rendering it.</summary>
static class ParameterFinder
{
    /// <summary>What a request's query means by these is fixed.</summary>
    static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "q", "format", "token", "tag", "pipeline", "debug", "explain", "playground", "query_id", "template_parameters", "finalize_aggregations",
        "job_timestamp", "output_format_json_quote_64bit_integers", "output_format_json_quote_denormals",
        "output_format_parquet_string_as_string", "__tb__semver", "debug_source_tables", "release_replacements",
    };

    public static IReadOnlyList<ParameterInfo> Find(IReadOnlyList<TemplateNode> template)
    {
        var nodes = template.SelectMany(n => n.SelfAndDescendants()).ToArray();
        var locals = nodes.SelectMany(n => n switch
        {
            TemplateNode.Set set => set.Targets,
            TemplateNode.For loop => loop.Targets,
            _ => [],
        }).ToHashSet(StringComparer.Ordinal);
        var expressions = nodes.SelectMany(n => n.Expressions.SelectMany(e => e.SelfAndDescendants()).Select(e => (n.Line, Expression: e))).ToArray();
        CheckFunctions(expressions);
        var asked = expressions.Select(e => e.Expression is Expression.Call { Function: "defined", Arguments: [Expression.Name name] } ? name.Text : null)
            .OfType<string>().ToHashSet(StringComparer.Ordinal);

        List<ParameterInfo> found = [];
        foreach (var (line, expression) in expressions)
        {
            if (Describe(expression) is not { } parameter || locals.Contains(parameter.Name))
            {
                continue;
            }

            if (Reserved.Contains(parameter.Name))
            {
                throw new TemplateException($"'{parameter.Name}' is reserved: choose another name for the parameter.") { Line = line };
            }

            parameter = parameter with { IsRequired = parameter.IsRequired && !asked.Contains(parameter.Name) };
            var known = found.FindIndex(p => p.Name == parameter.Name);
            if (known < 0)
            {
                found.Add(parameter);
            }
            else
            {
                found[known] = Merge(found[known], parameter);
            }
        }

        return found;
    }

    /// <summary>A misspelt function is an error of the file, not of the first request that reaches it.</summary>
    static void CheckFunctions(IEnumerable<(int Line, Expression Expression)> expressions)
    {
        foreach (var (line, expression) in expressions)
        {
            try
            {
                if (expression is Expression.Call call)
                {
                    FunctionTable.Find(call.Function);
                }
            }
            catch (TemplateException e)
            {
                e.Line = line;
                throw;
            }
        }
    }

    static ParameterInfo? Describe(Expression expression)
    {
        switch (expression)
        {
            case Expression.Name name when !FunctionTable.Exists(name.Text):
                return new ParameterInfo(name.Text, "", null, IsRequired: false, null, null, null, []);
            case Expression.Call { Arguments: [Expression.Name name, ..] } call when TypedParameters.IsType(call.Function) || call.Function == "columns":
                var fallback = Argument(call, call.Function == "Array" ? 2 : 1, "default");
                return new ParameterInfo(
                    name.Text,
                    call.Function switch
                    {
                        "Array" => $"Array({Text(Argument(call, 1, "type")) ?? "String"})",
                        "column" or "symbol" or "columns" => "String",
                        var type => type,
                    },
                    Text(fallback),
                    IsRequired: fallback is null && !call.Named.Any(n => n.Name == "defined"),
                    Text(Argument(call, int.MaxValue, "description")),
                    Text(Argument(call, int.MaxValue, "example")),
                    Text(Argument(call, int.MaxValue, "format")),
                    Argument(call, int.MaxValue, "enum") is Expression.ListOf list ? [.. list.Items.Select(Text).OfType<string>()] : []);
            default:
                return null;
        }
    }

    static Expression? Argument(Expression.Call call, int place, string name) =>
        place < call.Arguments.Count ? call.Arguments[place] : call.Named.FirstOrDefault(n => n.Name == name).Value;

    static string? Text(Expression? expression) => expression switch
    {
        Expression.Literal { Value: Value.Null } => null,
        Expression.Literal literal => literal.Value.Shown,
        Expression.Unary { Operator: "-", Operand: Expression.Literal literal } => $"-{literal.Value.Shown}",
        Expression.Name name => name.Text,
        _ => null,
    };

    /// <summary>A parameter that appears several times is described best by all its calls together.</summary>
    static ParameterInfo Merge(ParameterInfo a, ParameterInfo b) => new(
        a.Name,
        a.Type.Length > 0 ? a.Type : b.Type,
        a.Default ?? b.Default,
        a.IsRequired || b.IsRequired,
        a.Description ?? b.Description,
        a.Example ?? b.Example,
        a.Format ?? b.Format,
        a.Enum.Count > 0 ? a.Enum : b.Enum);
}
