namespace Grainwatch.Cli.Connection;

/// <summary>The server cannot be reached, or refused. The message is for people.</summary>
sealed class ServerException(string message) : Exception(message)
{
    /// <summary>Whether the same request may succeed a moment later.</summary>
    public bool IsTransient { get; init; }
}
