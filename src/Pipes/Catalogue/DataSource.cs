using Grainwatch.Pipes.DataFiles;
using Grainwatch.Pipes.Rows;
using Grainwatch.Pipes.Schema;

namespace Grainwatch.Pipes.Catalogue;

/// <summary>A named table with a schema.</summary>
/// <param name="Encoder">Makes rows of its JSON. The rows of <see cref="BuiltIn.Logs"/> go another way, made for them; theirs is null.</param>
public sealed record DataSource(
    string Name,
    string Description,
    IReadOnlyList<Column> Columns,
    IReadOnlyList<string> SortingKey,
    Retention? Retention,
    IReadOnlyList<TokenLine> Tokens,
    JsonRowEncoder? Encoder)
{
    /// <summary>What the rows are read from that did not fit.</summary>
    public string Quarantine => $"{Name}_quarantine";
}
