using System.Threading.Channels;
using Grainwatch.Api.Ingest;
using Grainwatch.Api.Detection.Embedded;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Results;

/// <summary>
/// Stores what probes found: rows through the same door as everybody's events, episodes beside them. While Postgres is away rows wait, up
/// to a bound, and then the oldest go; episodes are kept, and past their bound runs wait.
/// </summary>
sealed partial class ResultSink : BackgroundService
{
    const int MaxRows = 20_000;
    const int BatchRows = 1_000;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly Channel<byte[]> rows;
    readonly IIngestSources sources;
    readonly GroupCommitter committer;
    readonly IngestMemory memory;
    readonly AnomalyWriter anomalies;
    readonly TimeProvider time;
    readonly ILogger<ResultSink> logger;

    public ResultSink(
        IIngestSources sources, GroupCommitter committer, IngestMemory memory, AnomalyWriter anomalies, ProbeMetrics metrics, TimeProvider time,
        ILogger<ResultSink> logger)
    {
        this.sources = sources;
        this.committer = committer;
        this.memory = memory;
        this.anomalies = anomalies;
        this.time = time;
        this.logger = logger;
        rows = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(MaxRows) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }, _ => metrics.ResultsDropped(1));
    }

    public ValueTask AddAsync(byte[] row, IReadOnlyList<EpisodeChange> changes, CancellationToken cancellationToken)
    {
        rows.Writer.TryWrite(row);
        return changes.Count == 0 ? ValueTask.CompletedTask : anomalies.WriteAsync(changes, time.GetTimestamp(), cancellationToken);
    }

    /// <summary>Stores what it has before it stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        rows.Writer.TryComplete();
        anomalies.Complete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(DrainRowsAsync(stoppingToken), anomalies.RunAsync(stoppingToken));

    async Task DrainRowsAsync(CancellationToken cancellationToken)
    {
        List<byte[]> batch = [];
        while (await rows.Reader.WaitToReadAsync(cancellationToken))
        {
            batch.Clear();
            while (batch.Count < BatchRows && rows.Reader.TryRead(out var row))
            {
                batch.Add(row);
            }

            await UntilStoredAsync(batch, cancellationToken);
        }
    }

    async Task UntilStoredAsync(IReadOnlyList<byte[]> batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await StoreAsync(batch, cancellationToken);
                return;
            }
            catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
            {
                LogRetry(logger, batch.Count, failed.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    async Task StoreAsync(IReadOnlyList<byte[]> batch, CancellationToken cancellationToken)
    {
        if (sources.Find(ProbeResults.Source)?.Encoder is not { } encoder)
        {
            LogNoSource(logger, ProbeResults.Source);
            return;
        }

        IngestRequest request = new(ProbeResults.Source, idempotencyKey: null, memory);
        EncoderRowReader reader = new(encoder);
        foreach (var row in batch)
        {
            reader.Read(row, final: true, validUtf8: true, request, out _, out _);
        }

        var counts = await committer.CommitAsync(request).WaitAsync(cancellationToken);
        if (counts.QuarantinedRows > 0)
        {
            LogQuarantined(logger, counts.QuarantinedRows, ProbeResults.Source);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} results of probes cannot be stored yet: {Reason}")]
    static partial void LogRetry(ILogger logger, int count, string reason);

    [LoggerMessage(2, LogLevel.Warning, "There is no data source {Source}: results of probes are not kept. Add the project api-monitoring")]
    static partial void LogNoSource(ILogger logger, string source);

    [LoggerMessage(3, LogLevel.Warning, "{Count} results of probes did not fit the data source {Source} and are in its quarantine")]
    static partial void LogQuarantined(ILogger logger, int count, string source);
}
