using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Sql;

/// <summary>A whole statement, ready to run: <c>$1</c> to <c>$n</c> stand for the values.</summary>
/// <param name="HasLimit">Whether the outermost query has a LIMIT.</param>
/// <param name="Offset">How many rows its OFFSET skips at least.</param>
sealed record Statement(string Text, IReadOnlyList<BoundValue> Values, bool HasLimit, long Offset);
