namespace Grainwatch.Pipes.Projects;

/// <summary>A table of a data source as Postgres has it.</summary>
/// <param name="PartitionColumn">By which it is divided into partitions; null: not at all.</param>
/// <param name="IndexedColumns">Of the index over the sorting key, in order.</param>
/// <param name="RetentionColumns">Of the index by which old rows are found: one or none.</param>
sealed record ExistingTable(
    string Name,
    IReadOnlyList<ExistingColumn> Columns,
    string? PartitionColumn,
    IReadOnlyList<string> IndexedColumns,
    IReadOnlyList<string> RetentionColumns);

sealed record ExistingColumn(string Name, string Type, bool IsNullable);
