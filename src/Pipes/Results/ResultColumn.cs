namespace Grainwatch.Pipes.Results;

public sealed record ResultColumn(string Name, ResultType Type);
