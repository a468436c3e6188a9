namespace Grainwatch.Pipes.Schema;

/// <summary>
/// The type of a column: what ClickHouse calls it, what stands for it in Postgres, which JSON values fit, and how results show it. A
/// string never becomes a number: what does not fit is refused with a reason.
/// </summary>
/// <param name="name">As in data files and in the meta of results.</param>
/// <param name="postgres">The type of the column in Postgres.</param>
/// <param name="oid">The same as a number, which binary arrays carry.</param>
/// <param name="style">How a result shows its values.</param>
public abstract class ColumnType(string name, string postgres, uint oid, ResultStyle style)
{
    public string Name { get; } = name;

    public string Postgres { get; } = postgres;

    public ResultStyle Style { get; } = style;

    /// <summary>A SQL literal for the rows that were there before the column was.</summary>
    public abstract string EmptyLiteral { get; }

    public virtual bool IsNullable => false;

    /// <summary>Whether a btree index takes every value; text may be too long for one.</summary>
    public virtual bool IsFixedWidth => true;

    internal uint Oid { get; } = oid;

    /// <summary>Of Array(T), T.</summary>
    internal virtual ColumnType? Element => null;

    /// <summary>Appends length and bytes of the field.</summary>
    /// <returns>Null, or why the value does not fit; then what was appended is worthless.</returns>
    internal abstract string? Encode(JsonSlice value, CopyBuffer tuple);

    internal string Misfit(JsonSlice value) => $"is no {Name}: {value.Shown()}";
}
