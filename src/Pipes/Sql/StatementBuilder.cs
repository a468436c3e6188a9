using System.Text;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Sql;

/// <summary>
/// Joins checked queries to one statement: each that others read from becomes a CTE. A value that comes again is the same parameter, so
/// that Postgres finds the expression of <c>select</c> again in <c>group by</c>.
/// </summary>
sealed class StatementBuilder
{
    readonly StringBuilder text = new();
    readonly List<BoundValue> values = [];
    readonly Dictionary<BoundValue, int> shared = [];

    /// <param name="name">Checked, or one of ours.</param>
    /// <param name="isInlined">Whether Postgres plans it together with what reads it, however often that is.</param>
    public void AddCte(string name, CheckedSql query, bool isInlined = false)
    {
        Begin(name, isFirst: text.Length == 0, isInlined ? "not materialized " : "");
        Append(query);
        text.Append(')');
    }

    /// <summary>A CTE that Postgres works out on its own. Nothing but the query sees the steps on the way to it.</summary>
    public void AddApart(string name, IEnumerable<(string Name, CheckedSql Query)> steps, CheckedSql query)
    {
        Begin(name, isFirst: text.Length == 0, "materialized ");
        var isFirst = true;
        foreach (var (step, sql) in steps)
        {
            Begin(step, isFirst, "");
            Append(sql);
            text.Append(')');
            isFirst = false;
        }

        AppendLast(query, isBehindWith: !isFirst);
        text.Append(')');
    }

    public Statement Finish(CheckedSql query)
    {
        AppendLast(query, isBehindWith: text.Length > 0);
        var (hasLimit, offset) = query.Limit();
        return new Statement(text.ToString(), values, hasLimit, offset);
    }

    void Begin(string name, bool isFirst, string planned) =>
        text.Append(isFirst ? "with " : ",\n").Append('"').Append(name).Append("\" as ").Append(planned).Append('(');

    /// <summary>Two WITH in a row are no SQL, even with a bracket between.</summary>
    void AppendLast(CheckedSql query, bool isBehindWith)
    {
        var isApart = isBehindWith && query.Tokens.SkipWhile(t => t.Is("(")).First().Is("with");
        text.Append(isBehindWith ? "\n" : "").Append(isApart ? "select * from (" : "(");
        Append(query);
        text.Append(isApart ? ") as result" : ")");
    }

    /// <summary>Token by token: comments stay behind.</summary>
    void Append(CheckedSql query)
    {
        var end = query.Tokens[0].Start;
        for (var i = 0; i < query.Tokens.Count; i++)
        {
            var token = query.Tokens[i];
            if (token.Start > end)
            {
                text.Append(query.Sql.AsSpan(end, token.Start - end).Contains('\n') ? '\n' : ' ');
            }

            end = token.End;
            if (query.FindMembers(i) is { } members)
            {
                text.Append(members.IsNegated ? "<> all (" : "= any (").Append('$').Append(Number(members.List)).Append(')');
                i = members.Last;
                end = query.Tokens[i].End;
            }
            else if (query.Values.TryGetValue(token.Start, out var value))
            {
                text.Append('$').Append(Number(value));
            }
            else
            {
                text.Append(query.Sql, token.Start, token.Length);
            }
        }
    }

    int Number(BoundValue value)
    {
        if (value.IsShared && shared.TryGetValue(value, out var number))
        {
            return number;
        }

        values.Add(value);
        if (value.IsShared)
        {
            shared.Add(value, values.Count);
        }

        return values.Count;
    }
}
