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

    /// <summary>Which data sources SQL of the caller's own may read beside the result; null for all. A pipe reads what its author wrote.</summary>
    public Func<string, bool>? MayRead { get; init; }
}
