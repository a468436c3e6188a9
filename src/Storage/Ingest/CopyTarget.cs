using Grainwatch.Storage.Postgres;

namespace Grainwatch.Storage.Ingest;

/// <summary>The table and columns that encoded rows are copied into.</summary>
public sealed record CopyTarget(string Schema, string Table, IReadOnlyList<string> Columns)
{
    /// <summary>The table's name as SQL.</summary>
    internal string Sql => $"{Database.Quote(Schema)}.{Database.Quote(Table)}";
}
