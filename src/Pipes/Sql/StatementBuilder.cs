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
        text.Append(text.Length == 0 ? "with " : ",\n").Append('"').Append(name).Append("\" as ").Append(isInlined ? "not materialized (" : "(");
        Append(query);
        text.Append(')');
    }

    public Statement Finish(CheckedSql query)
    {
        // Two WITH in a row are no SQL, even with a bracket between.
        var isApart = text.Length > 0 && query.Tokens.SkipWhile(t => t.Is("(")).First().Is("with");
        text.Append(text.Length == 0 ? "" : "\n").Append(isApart ? "select * from (" : "(");
        Append(query);
        text.Append(isApart ? ") as result" : ")");
        var (hasLimit, offset) = query.Limit();
        return new Statement(text.ToString(), values, hasLimit, offset);
    }

    /// <summary>Token by token: comments stay behind.</summary>
    void Append(CheckedSql query)
    {
        var end = query.Tokens[0].Start;
        foreach (var token in query.Tokens)
        {
            if (token.Start > end)
            {
                text.Append(query.Sql.AsSpan(end, token.Start - end).Contains('\n') ? '\n' : ' ');
            }

            if (query.Values.TryGetValue(token.Start, out var value))
            {
                text.Append('$').Append(Number(value));
            }
            else
            {
                text.Append(query.Sql, token.Start, token.Length);
            }

            end = token.End;
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
