using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Execution;

/// <summary>SQL of a caller, and the format that it asks for with <c>FORMAT name</c> at its end.</summary>
static class SqlText
{
    /// <returns>The format in lower case; null when none is asked for.</returns>
    /// <exception cref="SqlException">It cannot be split into words.</exception>
    public static (RenderedSql Sql, string? Format) Split(RenderedSql text)
    {
        var tokens = SqlLexer.Read(text.Sql).ToList();
        while (tokens is [.., var last] && last.Is(";"))
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        return tokens is [.., _, { Kind: SqlTokenKind.Word, Name: "format" } word, { Kind: SqlTokenKind.Word } format]
            ? (new RenderedSql(text.Sql[..word.Start], text.Placeholders), format.Name)
            : (text, null);
    }
}
