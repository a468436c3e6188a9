namespace Grainwatch.Pipes.Sql;

enum SqlTokenKind
{
    /// <summary>A keyword or a name without quotes; <see cref="SqlToken.Name"/> is folded to lower case.</summary>
    Word,

    /// <summary>A name in double quotes; <see cref="SqlToken.Name"/> is what is between them.</summary>
    Quoted,
    Text,
    Number,
    Parameter,
    Symbol,
}

/// <param name="Name">Of words what Postgres knows them by, else the text.</param>
readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length, string Name)
{
    public int End => Start + Length;

    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;

    public bool Is(string word) => Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && Name == word;
}
