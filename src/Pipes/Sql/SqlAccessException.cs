namespace Grainwatch.Pipes.Sql;

/// <summary>SQL names what its caller may not read, or what is not there: which of both is not said.</summary>
public sealed class SqlAccessException(string name)
    : Exception($"There is nothing called '{name}' that the token may read. To name a column so, put its table in front: t.{name}.");
