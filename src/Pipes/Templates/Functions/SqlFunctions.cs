using System.Collections.Immutable;

namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>Functions that write SQL: names of columns and relations, conditions, and <c>defined</c>.</summary>
static class SqlFunctions
{
    /// <summary>Longer suffixes first: __not_in ends with __in.</summary>
    static readonly (string Suffix, string Operator)[] Operators =
        [("__not_in", "not in"), ("__in", "in"), ("__gte", ">="), ("__lte", "<="), ("__gt", ">"), ("__lt", "<")];

    public static void AddTo(Dictionary<string, Func<FunctionCall, Value>> functions)
    {
        functions["defined"] = call => Value.Bool.Of(!call.Get(0, "name").IsMissing);
        functions["column"] = functions["Column"] = functions["symbol"] = functions["Symbol"] = Column;
        functions["columns"] = Columns;
        functions["table"] = functions["TABLE"] = Table;
        functions["sql_and"] = And;
        functions["sql_unescape"] = call => Value.Of(Unescape(call.Text(0, "text")));
    }

    static Value Column(FunctionCall call)
    {
        call.AtMost(2);
        return TypedParameters.Find(call)?.Untyped switch
        {
            null => Value.Null.Instance,
            Value.Text text => Value.Sql.Verbatim(Identifiers.Quote(text.Content)),
            var other => throw new TemplateException($"{call.Name}() needs the name of a column, got {other.Shown}."),
        };
    }

    /// <summary><c>columns(names, default, function)</c>: a list of columns, each in the function where there is one.</summary>
    static Value Columns(FunctionCall call)
    {
        call.AtMost(3);
        var value = TypedParameters.Find(call)?.Untyped;
        var names = value switch
        {
            Value.Text text => text.Content.Split(',', StringSplitOptions.TrimEntries),
            Value.List list => list.Items.Select(i => i.Shown).ToArray(),
            _ => throw new TemplateException("columns() needs names with commas between."),
        };
        Budget.Room(names.Length);
        var function = call.Find(2, "fn") is { IsMissing: false } fn ? Identifiers.Quote(fn.Shown) : null;
        return Value.Sql.Verbatim(string.Join(", ", names.Select(Identifiers.Quote).Select(c => function is null ? c : $"{function}({c}) as {c}")));
    }

    static Value Table(FunctionCall call)
    {
        var name = TypedParameters.Find(call)?.Shown ?? "";
        return call.Context.IsRelation(name)
            ? Value.Sql.Verbatim($"\"{name}\"")
            : throw new TemplateException($"there is no data source or node '{(name.Length > 100 ? name[..100] : name)}'.");
    }

    /// <summary>Conditions on columns with <c>and</c> between; those whose value is absent fall away.</summary>
    static Value And(FunctionCall call)
    {
        List<SqlPiece> pieces = [];
        foreach (var (name, expression) in call.Named)
        {
            var value = call.Evaluate(expression);
            if (value.IsMissing)
            {
                continue;
            }

            var (suffix, symbol) = Operators.FirstOrDefault(o => name.EndsWith(o.Suffix, StringComparison.Ordinal));
            var column = Identifiers.Quote(suffix is null ? name : name[..^suffix.Length]);
            Add($"{(pieces.Count == 0 ? "" : " and ")}{column} ");
            if (symbol is "in" or "not in")
            {
                AddMembers(symbol, value, pieces);
            }
            else
            {
                Add($"{symbol ?? "="} ");
                pieces.Add(new SqlPiece("", Output.Bind(value)));
            }
        }

        return new Value.Sql(pieces.Count == 0 ? [new SqlPiece("true", null)] : [.. pieces]);

        void Add(string text) => pieces.Add(new SqlPiece(text, null));
    }

    static void AddMembers(string symbol, Value value, List<SqlPiece> pieces)
    {
        var bound = value.Untyped is Value.List { Items: var items } ? items.Select(Output.Bind).ToImmutableArray() : [Output.Bind(value)];
        if (bound.IsEmpty)
        {
            // "in ()" is no SQL: nothing is in an empty list.
            pieces.Add(new SqlPiece(symbol == "in" ? "is null and false" : "is null or true", null));
            return;
        }

        pieces.Add(new SqlPiece($"{symbol} (", null));
        for (var i = 0; i < bound.Length; i++)
        {
            if (i > 0)
            {
                pieces.Add(new SqlPiece(", ", null));
            }

            pieces.Add(new SqlPiece("", bound[i]));
        }

        pieces.Add(new SqlPiece(")", null));
    }

    /// <summary>Undoes what escaping for SQL does to a text. Values are bound here, so there is seldom a need.</summary>
    static string Unescape(string text) => text
        .Replace("\\'", "'", StringComparison.Ordinal)
        .Replace("\\\"", "\"", StringComparison.Ordinal)
        .Replace("\\%", "%", StringComparison.Ordinal)
        .Replace("\\\\", "\\", StringComparison.Ordinal);
}
