namespace Grainwatch.Storage.Ingest;

/// <summary>Bounds of the way of a log. Section <c>Grainwatch:Ingest</c>.</summary>
public sealed class IngestOptions
{
    public const string Section = "Grainwatch:Ingest";

    /// <summary>Bytes that requests may hold between their first byte and their commit, over all requests. Default 64 MB. Past it: 503.</summary>
    public long MaxBufferedBytes { get; set; } = 64 << 20;

    /// <summary>Requests that may wait for their commit. Default 10,000. Past it: 503.</summary>
    public int MaxWaitingRequests { get; set; } = 10_000;

    /// <summary>How long a request waits for its commit while Postgres is away before it is answered 503. Default 10 s.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What a refused request is told to wait before it tries again. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many series there may be. Rows of further ones are quarantined. Default 100,000.</summary>
    public int MaxSeries { get; set; } = 100_000;

    /// <summary>How long an Idempotency-Key is remembered. Default 24 h.</summary>
    public TimeSpan IdempotencyKeyLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>What makes no sense, each as a message that names the setting and the fix.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxBufferedBytes < 1 << 20)
        {
            yield return $"{Section}:{nameof(MaxBufferedBytes)} is {MaxBufferedBytes}; set at least 1048576 (1 MB).";
        }

        if (MaxWaitingRequests < 1)
        {
            yield return $"{Section}:{nameof(MaxWaitingRequests)} is {MaxWaitingRequests}; set at least 1.";
        }

        if (MaxWait <= TimeSpan.Zero)
        {
            yield return $"{Section}:{nameof(MaxWait)} is {MaxWait}; set a time above zero, such as 00:00:10.";
        }

        if (RetryAfter < TimeSpan.FromSeconds(1))
        {
            yield return $"{Section}:{nameof(RetryAfter)} is {RetryAfter}; set at least 00:00:01, as Retry-After has whole seconds.";
        }

        if (MaxSeries < 1)
        {
            yield return $"{Section}:{nameof(MaxSeries)} is {MaxSeries}; set at least 1.";
        }

        if (IdempotencyKeyLifetime <= TimeSpan.Zero)
        {
            yield return $"{Section}:{nameof(IdempotencyKeyLifetime)} is {IdempotencyKeyLifetime}; set a time above zero, such as 1.00:00:00.";
        }
    }
}
