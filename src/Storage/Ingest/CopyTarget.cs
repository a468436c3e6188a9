namespace Grainwatch.Storage.Ingest;

/// <summary>The table and columns that encoded rows are copied into.</summary>
public sealed record CopyTarget(string Schema, string Table, IReadOnlyList<string> Columns);
