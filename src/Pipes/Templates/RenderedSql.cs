namespace Grainwatch.Pipes.Templates;

/// <summary>SQL in which a <c>$</c> stands for each value.</summary>
/// <param name="Placeholders">Where they stand, in order: any other <c>$</c> was written by the author of the template.</param>
public sealed record RenderedSql(string Sql, IReadOnlyList<Placeholder> Placeholders);

/// <param name="Offset">In the SQL.</param>
/// <param name="Line">Of the file.</param>
public readonly record struct Placeholder(int Offset, BoundValue Value, int Line);
