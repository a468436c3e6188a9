namespace Grainwatch.Pipes.Results;

/// <summary>A result that the format cannot show.</summary>
public sealed class ResultShapeException(string problem) : Exception(problem);
