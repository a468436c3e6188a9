using Grainwatch.Pipes.Schema;
using Grainwatch.Storage.Maintenance;

namespace Grainwatch.Pipes.DataFiles;

/// <summary>A <c>.datasource</c> file.</summary>
/// <param name="Path">As errors name it.</param>
/// <param name="SortingKey">The columns that the table is indexed by.</param>
/// <param name="PartitionKey">By what the table is divided; null: not at all.</param>
/// <param name="Retention">How long rows are kept; null: for ever.</param>
/// <param name="Notes">What in the file has no effect here, and why.</param>
public sealed record DataSourceFile(
    string Name,
    string Path,
    string Description,
    IReadOnlyList<Column> Columns,
    IReadOnlyList<string> SortingKey,
    PartitionKey? PartitionKey,
    Retention? Retention,
    IReadOnlyList<TokenLine> Tokens,
    IReadOnlyList<string> Notes);

/// <summary>Each partition holds the rows of a day, month or year by <paramref name="Column"/>.</summary>
public sealed record PartitionKey(string Column, PartitionSpan Span);

/// <summary>Rows go once <paramref name="Column"/> is older than <paramref name="Period"/>.</summary>
public sealed record Retention(string Column, TimeSpan Period);
