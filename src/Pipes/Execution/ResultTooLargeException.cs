namespace Grainwatch.Pipes.Execution;

/// <summary>A result that is larger than the settings allow.</summary>
public sealed class ResultTooLargeException : Exception
{
    ResultTooLargeException(string message) : base(message)
    {
    }

    public static ResultTooLargeException Bytes(long limit) =>
        new($"The result is larger than {limit} bytes. Ask for fewer rows or columns, or raise Grainwatch__Pipes__MaxResultBytes.");

    public static ResultTooLargeException Rows(long limit) =>
        new($"The result has more than {limit} rows. Ask for fewer with LIMIT, or raise Grainwatch__Pipes__MaxSqlRows.");
}
