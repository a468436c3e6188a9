using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Execution;

/// <summary>What the caller of a query may see.</summary>
public sealed record QueryAccess
{
    public static QueryAccess All { get; } = new();

    /// <summary>Of data sources; those not named are seen whole. It holds wherever in a query the data source is read.</summary>
    public IReadOnlyList<RowFilter> Filters { get; init; } = [];

    /// <summary>Which rows of a pipe's result there are; null for all.</summary>
    public RenderedSql? ResultFilter { get; init; }

    /// <summary>Whether there are rows that the caller may not see.</summary>
    public bool IsFiltered => Filters.Count > 0 || ResultFilter is not null;

    /// <summary>Which data sources SQL of the caller's own may read beside the result; null for all. A pipe reads what its author wrote.</summary>
    public Func<string, bool>? MayRead { get; init; }
}
