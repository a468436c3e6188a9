using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Projects;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Filters;

/// <summary>
/// Reads the row filter of a token: comparisons of a column with values, joined by AND, OR, NOT and brackets. The text itself never
/// becomes SQL: columns are quoted, values are bound, and there is nothing else that it could say.
/// </summary>
public sealed class FilterParser
{
    const int LongestText = 8 * 1024;
    const int DeepestNesting = 50;

    static readonly string[] Comparisons = ["=", "==", "!=", "<>", "<=", ">=", "<", ">"];

    readonly FilterTokens tokens;
    readonly FilterSql sql = new();
    readonly IReadOnlySet<string>? columns;
    int depth;

    FilterParser(string text, IReadOnlySet<string>? columns)
    {
        tokens = new FilterTokens(text);
        this.columns = columns;
    }

    /// <summary>Of the rows of a data source, whose columns are known.</summary>
    /// <exception cref="FilterException">It cannot be read, or names a column that the data source does not have.</exception>
    public static RowFilter Parse(DataSource source, string text) =>
        new(source.Name, Parse(text, source.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal)));

    /// <summary>Of the rows of a result, whose columns are known only when it is there.</summary>
    /// <exception cref="FilterException">It cannot be read.</exception>
    public static RenderedSql Parse(string text) => Parse(text, columns: null);

    static RenderedSql Parse(string text, IReadOnlySet<string>? columns)
    {
        if (text.Length > LongestText)
        {
            throw new FilterException($"is longer than {LongestText} characters");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new FilterException("contains U+0000, which no text in the database can");
        }

        try
        {
            var parser = new FilterParser(text, columns);
            parser.Or();
            parser.tokens.ExpectEnd();
            return parser.sql.Finish();
        }
        catch (SqlException unreadable)
        {
            throw new FilterException(unreadable.Message);
        }
    }

    void Or()
    {
        And();
        while (tokens.TakeWord("or"))
        {
            sql.Text(" or ");
            And();
        }
    }

    void And()
    {
        Not();
        while (tokens.TakeWord("and"))
        {
            sql.Text(" and ");
            Not();
        }
    }

    void Not()
    {
        if (++depth > DeepestNesting)
        {
            throw new FilterException($"is nested deeper than {DeepestNesting} levels");
        }

        if (tokens.TakeWord("not"))
        {
            sql.Text("not ");
            Not();
        }
        else if (tokens.TakeSymbol("("))
        {
            sql.Text("(");
            Or();
            tokens.Expect(")");
            sql.Text(")");
        }
        else
        {
            Condition();
        }

        depth--;
    }

    void Condition()
    {
        Column();
        var negated = tokens.TakeWord("not");
        if (tokens.TakeWord("in"))
        {
            sql.Text(negated ? " not in (" : " in (");
            List();
        }
        else if (tokens.TakeWord("like"))
        {
            sql.Text(negated ? " not like " : " like ");
            sql.Value(tokens.Literal());
        }
        else if (tokens.TakeWord("between"))
        {
            sql.Text(negated ? " not between " : " between ");
            sql.Value(tokens.Literal());
            tokens.ExpectWord("and");
            sql.Text(" and ");
            sql.Value(tokens.Literal());
        }
        else if (!negated && tokens.TakeWord("is"))
        {
            sql.Text(tokens.TakeWord("not") ? " is not null" : " is null");
            tokens.ExpectWord("null");
        }
        else
        {
            Comparison(negated);
        }
    }

    void Comparison(bool negated)
    {
        if (negated || tokens.TakeComparison(Comparisons) is not { } comparison)
        {
            throw tokens.Unexpected("a comparison such as = or IN");
        }

        // ClickHouse's spellings.
        sql.Text(comparison switch { "==" => " = ", "!=" => " <> ", _ => $" {comparison} " });
        sql.Value(tokens.Literal());
    }

    void List()
    {
        tokens.Expect("(");
        sql.Value(tokens.Literal());
        while (tokens.TakeSymbol(","))
        {
            sql.Text(", ");
            sql.Value(tokens.Literal());
        }

        tokens.Expect(")");
        sql.Text(")");
    }

    void Column()
    {
        var name = tokens.Name();
        if (columns is not null && !columns.Contains(name))
        {
            throw new FilterException($"names the column '{name}', which is not there: there are {string.Join(", ", columns.Order(StringComparer.Ordinal))}");
        }

        sql.Text(SqlNames.Quote(name));
    }
}
