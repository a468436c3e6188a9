using Grainwatch.Pipes.Sql;

namespace Grainwatch.Pipes.Filters;

/// <summary>The text of a filter, token by token.</summary>
sealed class FilterTokens(string text)
{
    readonly IReadOnlyList<SqlToken> tokens = SqlLexer.Read(text);
    int at;

    public bool TakeWord(string word)
    {
        if (at < tokens.Count && tokens[at].Kind == SqlTokenKind.Word && tokens[at].Name == word)
        {
            at++;
            return true;
        }

        return false;
    }

    public bool TakeSymbol(string symbol)
    {
        if (at < tokens.Count && tokens[at].Kind == SqlTokenKind.Symbol && tokens[at].Name == symbol)
        {
            at++;
            return true;
        }

        return false;
    }

    /// <summary>The symbols that stand next to each other, when they are one of these.</summary>
    public string? TakeComparison(string[] known)
    {
        var end = at;
        while (end < tokens.Count && tokens[end].Kind == SqlTokenKind.Symbol && "=<>!".Contains(tokens[end].Name, StringComparison.Ordinal)
            && (end == at || tokens[end].Start == tokens[end - 1].End))
        {
            end++;
        }

        var found = end == at ? "" : text[tokens[at].Start..tokens[end - 1].End];
        if (!known.Contains(found))
        {
            return null;
        }

        at = end;
        return found;
    }

    public void Expect(string symbol)
    {
        if (!TakeSymbol(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    public void ExpectWord(string word)
    {
        if (!TakeWord(word))
        {
            throw Unexpected(word.ToUpperInvariant());
        }
    }

    public void ExpectEnd()
    {
        if (at < tokens.Count)
        {
            throw Unexpected("AND, OR or the end");
        }
    }

    /// <summary>A column, spelled exactly: unlike Postgres', names are not folded to lower case.</summary>
    public string Name()
    {
        if (at >= tokens.Count || !tokens[at].IsName)
        {
            throw Unexpected("a column");
        }

        var token = tokens[at++];
        return token.Kind == SqlTokenKind.Quoted ? token.Name : text[token.Start..token.End];
    }

    /// <returns>The value as Postgres reads it from a quoted literal.</returns>
    public string Literal()
    {
        if (TakeWord("true"))
        {
            return "1";
        }

        if (TakeWord("false"))
        {
            return "0";
        }

        var sign = TakeSymbol("-") ? "-" : "";
        if (at < tokens.Count && tokens[at].Kind == SqlTokenKind.Number)
        {
            return sign + Raw(at++);
        }

        if (sign.Length == 0 && at < tokens.Count && tokens[at].Kind == SqlTokenKind.Text && Raw(at) is ['\'', .. var content, '\''])
        {
            at++;
            return content.Replace("''", "'", StringComparison.Ordinal);
        }

        throw Unexpected("a number or a text in single quotes");
    }

    public FilterException Unexpected(string expected) => new(
        at < tokens.Count ? $"has '{Raw(at)}' where {expected} is expected" : $"ends where {expected} is expected");

    string Raw(int index) => text[tokens[index].Start..tokens[index].End];
}
