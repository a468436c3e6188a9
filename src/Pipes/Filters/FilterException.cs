namespace Grainwatch.Pipes.Filters;

/// <summary>The text of a row filter cannot be read, or names a column that is not there. The message says what is expected.</summary>
public sealed class FilterException(string problem) : Exception(problem);
