namespace Grainwatch.Pipes.Sql;

/// <summary>SQL that is not run: it is malformed, or reaches for what queries may not see.</summary>
public sealed class SqlException(string problem) : Exception(problem);
