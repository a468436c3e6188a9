namespace Grainwatch.Pipes.Sql;

/// <summary>
/// Splits SQL as Postgres does (with standard_conforming_strings). Whatever could make the two disagree on where a string ends is
/// refused, because the guard's rules are only as good as this.
/// </summary>
sealed class SqlLexer
{
    readonly string sql;
    readonly List<SqlToken> tokens = [];
    int at;

    SqlLexer(string sql) => this.sql = sql;

    /// <exception cref="SqlException">Something is never closed, or is a form that we refuse.</exception>
    public static IReadOnlyList<SqlToken> Read(string sql)
    {
        var lexer = new SqlLexer(sql);
        while (lexer.SkipSpaceAndComments())
        {
            lexer.ReadToken();
        }

        return lexer.tokens;
    }

    char Peek(int ahead = 0) => at + ahead < sql.Length ? sql[at + ahead] : '\0';

    bool SkipSpaceAndComments()
    {
        while (at < sql.Length)
        {
            if (sql[at] is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
            {
                at++;
            }
            else if (sql[at] == '-' && Peek(1) == '-')
            {
                at = sql.AsSpan(at).IndexOfAny('\n', '\r') is >= 0 and var end ? at + end : sql.Length;
            }
            else if (sql[at] == '/' && Peek(1) == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    void SkipBlockComment()
    {
        var depth = 0;
        do
        {
            if (at >= sql.Length)
            {
                throw new SqlException("a comment is never closed: expected '*/'");
            }

            if (sql[at] == '/' && Peek(1) == '*')
            {
                depth++;
                at += 2;
            }
            else if (sql[at] == '*' && Peek(1) == '/')
            {
                depth--;
                at += 2;
            }
            else
            {
                at++;
            }
        }
        while (depth > 0);
    }

    void ReadToken()
    {
        var start = at;
        var c = sql[at];
        if (c == '\'')
        {
            ReadText(start, escapes: false);
        }
        else if (c == '"')
        {
            ReadQuoted(start);
        }
        else if (c == '$')
        {
            ReadDollar(start);
        }
        else if (IsNameStart(c))
        {
            ReadWord(start);
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            ReadNumber(start);
        }
        else
        {
            at++;
            Add(SqlTokenKind.Symbol, start, sql[start..at]);
        }
    }

    void ReadWord(int start)
    {
        // E'..' has escapes; B, X and N have none; with U& a name could be spelt in a way that no rule sees.
        if (Peek(1) == '\'' && sql[at] is 'e' or 'E' or 'b' or 'B' or 'x' or 'X' or 'n' or 'N')
        {
            var escapes = sql[at] is 'e' or 'E';
            at++;
            ReadText(start, escapes);
            return;
        }

        if (sql[at] is 'u' or 'U' && Peek(1) == '&' && Peek(2) is '\'' or '"')
        {
            throw new SqlException("U& strings and names are not allowed: write the characters themselves");
        }

        while (at < sql.Length && (IsNameStart(sql[at]) || char.IsAsciiDigit(sql[at]) || sql[at] == '$'))
        {
            at++;
        }

        Add(SqlTokenKind.Word, start, ToLowerAscii(sql[start..at]));
    }

    void ReadText(int start, bool escapes)
    {
        if (tokens is [.., { Kind: SqlTokenKind.Text }])
        {
            // Postgres joins them, and the second then follows the rules of the first.
            throw new SqlException("two strings stand side by side: join them with ||");
        }

        at++;
        while (at < sql.Length)
        {
            if (sql[at] == '\\' && escapes)
            {
                at += 2;
            }
            else if (sql[at] != '\'')
            {
                at++;
            }
            else if (Peek(1) == '\'')
            {
                at += 2;
            }
            else
            {
                at++;
                Add(SqlTokenKind.Text, start, sql[start..at]);
                return;
            }
        }

        throw new SqlException("a string is never closed: expected '");
    }

    void ReadQuoted(int start)
    {
        at++;
        while (at < sql.Length)
        {
            if (sql[at] != '"')
            {
                at++;
            }
            else if (Peek(1) == '"')
            {
                at += 2;
            }
            else
            {
                at++;
                Add(SqlTokenKind.Quoted, start, sql[(start + 1)..(at - 1)].Replace("\"\"", "\"", StringComparison.Ordinal));
                return;
            }
        }

        throw new SqlException("a name in quotes is never closed: expected \"");
    }

    /// <summary><c>$1</c>, <c>$tag$ string $tag$</c>, or the bare <c>$</c> that stands for a value of the template.</summary>
    void ReadDollar(int start)
    {
        at++;
        if (char.IsAsciiDigit(Peek()))
        {
            SkipDigits();
            Add(SqlTokenKind.Parameter, start, sql[start..at]);
            return;
        }

        var tagEnd = at;
        while (tagEnd < sql.Length && (IsNameStart(sql[tagEnd]) || char.IsAsciiDigit(sql[tagEnd])))
        {
            tagEnd++;
        }

        if (tagEnd < sql.Length && sql[tagEnd] == '$')
        {
            throw new SqlException("strings between dollar signs are not allowed: use '...'");
        }

        Add(SqlTokenKind.Parameter, start, "$");
    }

    void ReadNumber(int start)
    {
        SkipDigits();
        if (Peek() == '.')
        {
            at++;
            SkipDigits();
        }

        if (Peek() is 'e' or 'E' && char.IsAsciiDigit(Peek(Peek(1) is '+' or '-' ? 2 : 1)))
        {
            at += 2;
            SkipDigits();
        }

        if (IsNameStart(Peek()))
        {
            throw new SqlException($"'{sql[start..(at + 1)]}' is no number: put a space after it");
        }

        Add(SqlTokenKind.Number, start, sql[start..at]);
    }

    void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek()))
        {
            at++;
        }
    }

    void Add(SqlTokenKind kind, int start, string name) => tokens.Add(new SqlToken(kind, start, at - start, name));

    static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    static string ToLowerAscii(string name) => string.Create(name.Length, name, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });
}
