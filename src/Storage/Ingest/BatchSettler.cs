using Grainwatch.Storage.Maintenance;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Brings a batch to its end, whatever happens on the way: each request is answered once, and stored once or not at all. One batch at
/// a time.
/// </summary>
sealed partial class BatchSettler(
    BatchTransaction transaction,
    IdempotencyLookup idempotency,
    Partitions partitions,
    SeriesRegistry series,
    IReadOnlyList<ICommitObserver> observers,
    IngestOptions options,
    StorageMetrics metrics,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    /// <summary>Requests that one thread answers; more are shared out.</summary>
    const int AnswersInTurn = 32;

    readonly LogSorter sorter = new(series.Known);

    public async Task SettleAsync(List<IngestRequest> requests, CancellationToken stopping)
    {
        var backoff = new Backoff(time, TimeSpan.MaxValue);
        var retried = false;
        while (requests.Count > 0)
        {
            try
            {
                await AttemptAsync(requests, stopping);
            }
            catch (Exception failure)
            {
                var kind = failure is OperationCanceledException ? FailureKind.Away : CommitFailure.Of(failure);
                if (kind == FailureKind.Data)
                {
                    await RefuseAsync(requests, failure, stopping);
                    return;
                }

                if (kind == FailureKind.PartitionGone)
                {
                    partitions.Forget();
                }

                LogRetry(logger, kind is FailureKind.Away && !retried ? LogLevel.Warning : LogLevel.Debug, kind, failure.Message);
                retried = true;
                GiveUpLate(requests, failure, stopping.IsCancellationRequested);
                if (requests.Count > 0)
                {
                    await backoff.WaitAsync(CancellationToken.None);
                }
            }
        }
    }

    public ValueTask DisposeAsync() => transaction.DisposeAsync();

    async Task AttemptAsync(List<IngestRequest> requests, CancellationToken stopping)
    {
        var known = await idempotency.FindAsync(requests, stopping);
        AnswerInTurn(requests.FindAll(IsKnown), known);
        requests.RemoveAll(IsKnown);
        // Two requests with one key: the first is written, and the others answer with its counts.
        var written = requests.DistinctBy(request => (object?)(request.IdempotencyKey is { } key ? (request.Source, key) : request)).ToList();
        if (written.Count == 0)
        {
            return;
        }

        await partitions.EnsureAsync(written, stopping);
        sorter.Sort(written);
        var started = time.GetTimestamp();
        ulong transactionId;
        try
        {
            transactionId = await transaction.WriteAsync(written, sorter, stopping);
        }
        catch (UncertainCommitException uncertain)
        {
            LogUncertain(logger, uncertain.InnerException!.Message);
            if (await ReadOutcomeAsync(requests, stopping) is not { } id)
            {
                throw uncertain.InnerException!;
            }

            transactionId = id;
        }

        metrics.BatchCommitted(time.GetElapsedTime(started), written);
        await TellAsync(new CommittedBatch(transactionId, sorter.SeriesCounts(), written.Select(request => request.Source).ToHashSet()));
        AnswerInTurn(
            requests,
            written.Where(request => request.IdempotencyKey is not null)
                .ToDictionary(request => (request.Source, request.IdempotencyKey!), request => request.Counts));
        requests.Clear();

        bool IsKnown(IngestRequest request) => request.IdempotencyKey is { } key && known.ContainsKey((request.Source, key));
    }

    /// <summary>Asks until Postgres knows. Who has waited too long is told to come again, but the question stays: the monitors need the answer.</summary>
    async Task<ulong?> ReadOutcomeAsync(List<IngestRequest> requests, CancellationToken stopping)
    {
        var backoff = new Backoff(time, TimeSpan.MaxValue);
        while (true)
        {
            try
            {
                return await transaction.ReadOutcomeAsync(CancellationToken.None);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested && CommitFailure.Of(failure) is FailureKind.Away or FailureKind.Conflict)
            {
                foreach (var request in requests.Where(IsLate))
                {
                    request.Answer.TrySetException(Away(failure));
                }

                await backoff.WaitAsync(CancellationToken.None);
            }
        }
    }

    async Task TellAsync(CommittedBatch batch)
    {
        foreach (var observer in observers)
        {
            try
            {
                await observer.CommittedAsync(batch, CancellationToken.None);
            }
            catch (Exception failure)
            {
                // The rows are stored, and what the observer missed it can read from them.
                LogObserverFailed(logger, observer.GetType().Name, failure);
            }
        }
    }

    /// <summary>Nobody's rows should be refused by Postgres; when it happens, the others' must not suffer.</summary>
    async Task RefuseAsync(List<IngestRequest> requests, Exception failure, CancellationToken stopping)
    {
        if (requests.Count == 1)
        {
            LogRefused(logger, requests[0].Source, failure);
            requests[0].Answer.TrySetException(failure);
            requests[0].Dispose();
            return;
        }

        foreach (var request in requests)
        {
            await SettleAsync([request], stopping);
        }
    }

    void GiveUpLate(List<IngestRequest> requests, Exception failure, bool all) => requests.RemoveAll(request =>
    {
        if (!all && !IsLate(request))
        {
            return false;
        }

        request.Answer.TrySetException(Away(failure));
        request.Dispose();
        return true;
    });

    bool IsLate(IngestRequest request) => time.GetElapsedTime(request.Submitted) >= options.MaxWait || request.Answer.Task.IsCompleted;

    IngestUnavailableException Away(Exception failure) => new("Postgres is away. Try again later.", options.RetryAfter, failure);

    /// <param name="countsOfKeys">What each request with an idempotency key is answered; the others are answered their own counts.</param>
    static void AnswerInTurn(List<IngestRequest> requests, IReadOnlyDictionary<(string Source, string Key), IngestCounts> countsOfKeys)
    {
        foreach (var some in requests.Chunk(AnswersInTurn))
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ => Array.ForEach(some, request =>
                {
                    var counts = request.IdempotencyKey is { } key ? countsOfKeys[(request.Source, key)] : request.Counts;
                    request.Dispose();
                    request.Answer.TrySetResult(counts);
                }),
                state: null);
        }
    }

    [LoggerMessage(EventId = 10, Message = "A batch is tried again ({Kind}): {Reason}")]
    static partial void LogRetry(ILogger logger, LogLevel level, FailureKind kind, string reason);

    [LoggerMessage(11, LogLevel.Warning, "The answer to a COMMIT was lost ({Reason}); asking Postgres whether it took place")]
    static partial void LogUncertain(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Error, "{Observer} failed on a committed batch")]
    static partial void LogObserverFailed(ILogger logger, string observer, Exception exception);

    [LoggerMessage(13, LogLevel.Error, "Postgres refused the rows of a request to {Source}")]
    static partial void LogRefused(ILogger logger, string source, Exception exception);
}
