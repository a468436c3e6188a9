namespace Grainwatch.Pipes.Execution;

/// <summary>How SQL is run that the caller wrote.</summary>
/// <param name="Role">Which can read only what the caller may; null: the readers' usual one.</param>
sealed record OwnSql(string? Role, long MaxRows);
