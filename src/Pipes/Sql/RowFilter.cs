using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Sql;

/// <summary>What a caller may see of a data source: only the rows for which the condition holds, in whatever query.</summary>
public sealed record RowFilter(string Source, RenderedSql Condition);
