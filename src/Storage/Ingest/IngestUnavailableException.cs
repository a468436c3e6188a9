namespace Grainwatch.Storage.Ingest;

/// <summary>Rows cannot be taken now: too much waits already, or Postgres is away. Nothing is wrong with them; try again later.</summary>
public sealed class IngestUnavailableException(string message, TimeSpan retryAfter, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
