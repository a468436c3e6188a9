using Grainwatch.Pipes.Results;

namespace Grainwatch.Pipes.Catalogue;

/// <summary>What there is at one moment: data sources, pipes, and the relations that queries may read.</summary>
/// <param name="Schemas">Every schema of the database: no name in a query may be qualified with one.</param>
public sealed record CatalogueSnapshot(
    IReadOnlyDictionary<string, DataSource> DataSources,
    IReadOnlyDictionary<string, Pipe> Pipes,
    IReadOnlyDictionary<string, Relation> Relations,
    IReadOnlySet<string> Schemas)
{
    readonly Dictionary<(uint Oid, short Number), ResultType> types =
        Relations.Values.SelectMany(r => r.Columns.Select(c => (Key: (r.Oid, c.Number), c.Type))).ToDictionary(c => c.Key, c => c.Type);

    public static CatalogueSnapshot Empty { get; } = new(
        new Dictionary<string, DataSource>(), new Dictionary<string, Pipe>(), new Dictionary<string, Relation>(), new HashSet<string>());

    /// <summary>The type of a column of a relation; null when the column of a result is none.</summary>
    public ResultType? TypeOf(uint relation, short column) => types.GetValueOrDefault((relation, column));

    /// <summary>The data source that a relation shows, or is computed from; null when there is none.</summary>
    public string? SourceOf(string relation) =>
        DataSources.ContainsKey(relation) ? relation
        : BuiltIn.SourceOf(relation)
        ?? DataSources.Values.FirstOrDefault(source => source.Quarantine == relation)?.Name;
}
