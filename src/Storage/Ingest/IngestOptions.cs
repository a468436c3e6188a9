using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Storage.Ingest;

/// <summary>Bounds of the way of a log. Section <c>Grainwatch:Ingest</c>.</summary>
public sealed class IngestOptions
{
    /// <summary>Bytes of one request's body, after decompression. Default 10 MB. Past it: 413.</summary>
    [Range(1, 1 << 30)]
    public int MaxRequestBytes { get; set; } = 10 << 20;

    /// <summary>Bytes of one file to <c>/v0/datasources</c>, after decompression. Default 10 GB. Past it: 413.</summary>
    [Range(1, 1L << 50)]
    public long MaxFileBytes { get; set; } = 10_000_000_000;

    /// <summary>How many files are read at a time; further ones wait. Each holds about 30 MB at most. Default 4.</summary>
    [Range(1, 100)]
    public int MaxFiles { get; set; } = 4;

    /// <summary>Bytes of one row's JSON. Default 1 MB. Past it: 413.</summary>
    [Range(1, 1 << 28)]
    public int MaxRowBytes { get; set; } = 1 << 20;

    /// <summary>Rows of one request that may go to quarantine. Default 100,000. Past it the request is refused as a whole: 400.</summary>
    [Range(1, 10_000_000)]
    public int MaxQuarantinedRows { get; set; } = 100_000;

    /// <summary>Bytes that all requests together may hold between their first byte and their commit. Default 64 MB. Past it: 503.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxBufferedBytes { get; set; } = 64 << 20;

    /// <summary>Requests that may wait for their commit. Default 10,000. Past it: 503.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingRequests { get; set; } = 10_000;

    /// <summary>How long a request waits for its commit while Postgres is away before it is answered 503. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What a refused request is told to wait before it tries again. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many series there may be. Rows of further ones are quarantined. Default 100,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxSeries { get; set; } = 100_000;

    /// <summary>How long an Idempotency-Key is remembered. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan IdempotencyKeyLifetime { get; set; } = TimeSpan.FromHours(24);
}
