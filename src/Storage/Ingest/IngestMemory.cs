namespace Grainwatch.Storage.Ingest;

/// <summary>Counts the bytes that requests hold between their first byte and their commit, and refuses more than the bound.</summary>
public sealed class IngestMemory(IngestOptions options)
{
    long held;

    public long Held => Volatile.Read(ref held);

    /// <exception cref="IngestUnavailableException">The bound is reached.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref held, bytes) > options.MaxBufferedBytes)
        {
            Give(bytes);
            throw new IngestUnavailableException(
                "The server holds as many rows as it may (Grainwatch:Ingest:MaxBufferedBytes). Try again shortly.", options.RetryAfter);
        }
    }

    public void Give(int bytes) => Interlocked.Add(ref held, -bytes);
}
