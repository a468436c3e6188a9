namespace Grainwatch.Pipes.Results;

/// <summary>What is known once the last row was read.</summary>
/// <param name="RowsBeforeLimit">At least so many rows there were before the LIMIT; null when there is none.</param>
/// <param name="BytesRead">Of the values that came from Postgres.</param>
public sealed record ResultSummary(long Rows, long? RowsBeforeLimit, TimeSpan Elapsed, long BytesRead);
