namespace Grainwatch.Pipes.Execution;

/// <summary>A result that is larger than the setting allows.</summary>
public sealed class ResultTooLargeException(long limit)
    : Exception($"The result is larger than {limit} bytes. Ask for fewer rows or columns, or raise Grainwatch__Pipes__MaxResultBytes.");
