using System.Globalization;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Sql;

/// <summary>SQL that the guard let through.</summary>
/// <param name="Values">By where their parameter stands.</param>
sealed record CheckedSql(string Sql, IReadOnlyList<SqlToken> Tokens, IReadOnlyDictionary<int, BoundValue> Values)
{
    /// <summary>Every name in it: whatever relation it reads is among them.</summary>
    public HashSet<string> Names { get; } = Tokens.Where(t => t.IsName).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>The names that may be relations. One behind a dot is a column, for no schema can stand before it.</summary>
    public IEnumerable<string> RelationNames =>
        Tokens.Where((token, i) => token.IsName && !(i > 0 && Tokens[i - 1].Is("."))).Select(token => token.Name);

    /// <summary>The rows of this for which the condition holds.</summary>
    public CheckedSql Where(RenderedSql condition)
    {
        const string Head = "select * from (";
        // The line ends before the bracket does: a comment may stand last.
        var (start, end) = (Tokens[0].Start, Tokens[^1].End);
        var middle = $"{Sql[start..end]}\n) as filtered where (";
        var sql = $"{Head}{middle}{condition.Sql})";
        var values = Values.ToDictionary(value => value.Key - start + Head.Length, value => value.Value);
        foreach (var placeholder in condition.Placeholders)
        {
            values.Add(placeholder.Offset + Head.Length + middle.Length, placeholder.Value);
        }

        return new CheckedSql(sql, SqlLexer.Read(sql), values);
    }

    /// <summary>
    /// A list after <c>in</c> or <c>not in</c> that begins at this token: templates write <c>in {{Array(ids, 'Int32')}}</c>, which in Postgres
    /// is <c>= any ($1)</c>.
    /// </summary>
    /// <returns>The list, and the token that it is; null when none begins here.</returns>
    public (bool IsNegated, BoundValue List, int Last)? FindMembers(int i)
    {
        var isNegated = Tokens[i].Is("not");
        var last = isNegated ? i + 2 : i + 1;
        return last < Tokens.Count && Tokens[last - 1].Is("in") && Values.TryGetValue(Tokens[last].Start, out var value) && value.IsList
            ? (isNegated, value, last)
            : null;
    }

    /// <summary>Whether the outermost query has a LIMIT, and how many rows its OFFSET is known to skip.</summary>
    public (bool HasLimit, long Offset) Limit()
    {
        var (depth, hasLimit, offset) = (0, false, 0L);
        for (var i = 0; i < Tokens.Count; i++)
        {
            depth += Tokens[i].Is("(") ? 1 : Tokens[i].Is(")") ? -1 : 0;
            if (depth == 0 && Tokens[i].Kind == SqlTokenKind.Word)
            {
                hasLimit |= Tokens[i].Name is "limit" or "fetch";
                offset = Tokens[i].Name == "offset" ? Number(i + 1) : offset;
            }
        }

        return (hasLimit, offset);
    }

    /// <summary>Of an expression that is one number; an expression of another kind is not worked out.</summary>
    long Number(int i)
    {
        var isAlone = i + 1 == Tokens.Count || Tokens[i + 1].Is("limit");
        if (!isAlone || i >= Tokens.Count)
        {
            return 0;
        }

        return Values.TryGetValue(Tokens[i].Start, out var bound)
            ? bound.Content is int or long ? Convert.ToInt64(bound.Content, CultureInfo.InvariantCulture) : 0
            : long.TryParse(Tokens[i].Name, NumberStyles.None, CultureInfo.InvariantCulture, out var literal) ? literal : 0;
    }
}
