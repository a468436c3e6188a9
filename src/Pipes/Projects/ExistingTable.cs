namespace Grainwatch.Pipes.Projects;

/// <summary>A table of a data source as Postgres has it.</summary>
/// <param name="IndexedColumns">Of the index over the sorting key, in order.</param>
sealed record ExistingTable(string Name, IReadOnlyList<ExistingColumn> Columns, IReadOnlyList<string> IndexedColumns);

sealed record ExistingColumn(string Name, string Type, bool IsNullable);
