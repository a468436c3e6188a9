using Grainwatch.Pipes.Results;

namespace Grainwatch.Pipes.Catalogue;

/// <summary>A view of the schema <c>sources</c>: what queries may read.</summary>
public sealed record Relation(string Name, uint Oid, IReadOnlyList<RelationColumn> Columns);

/// <param name="Number">What results name the column by, together with the relation's oid.</param>
public sealed record RelationColumn(string Name, short Number, ResultType Type);
