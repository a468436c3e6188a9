using Grainwatch.Storage.Maintenance;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Commits what requests hand in, together. There is no timer: a writer takes everything that waited while the last commit ran. Further
/// writers start only when so much waits that Postgres can write one batch while it answers or makes durable another; for a few rows,
/// two transactions cost more than one.
/// </summary>
public sealed class GroupCommitter : IAsyncDisposable
{
    const int Writers = 3;

    /// <summary>Rows that must wait before a further writer starts, and the most that one transaction takes.</summary>
    const int BacklogRows = 500;
    const int MaxBatchRows = 20_000;

    static readonly TimeSpan LatenessCheck = TimeSpan.FromMilliseconds(500);

    readonly IngestOptions options;
    readonly TimeProvider time;
    readonly Lock gate = new();
    readonly Queue<IngestRequest> waiting = new();
    readonly Stack<BatchSettler> idle = new();
    readonly CancellationTokenSource stopping = new();
    readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ITimer latenessTimer;
    int waitingRows;
    bool stopped;

    public GroupCommitter(
        NpgsqlDataSource database,
        SeriesRegistry series,
        Partitions partitions,
        IEnumerable<ICommitObserver> observers,
        IngestOptions options,
        StorageMetrics metrics,
        TimeProvider time,
        ILogger<GroupCommitter> logger)
    {
        this.options = options;
        this.time = time;
        var lookup = new IdempotencyLookup(database, options, time);
        var listeners = observers.ToArray();
        for (var writer = 0; writer < Writers; writer++)
        {
            idle.Push(new BatchSettler(
                new BatchTransaction(database, time), lookup, partitions, series, listeners, options, metrics, time, logger));
        }

        latenessTimer = time.CreateTimer(_ => GiveUpLate(), null, LatenessCheck, LatenessCheck);
        metrics.ObserveQueue(() => WaitingRows);
    }

    public int WaitingRows => Volatile.Read(ref waitingRows);

    /// <summary>Takes the request over, and answers once it is committed.</summary>
    /// <exception cref="IngestUnavailableException">Too many requests wait, or Postgres was away for too long.</exception>
    public Task<IngestCounts> CommitAsync(IngestRequest request)
    {
        if (request.Rows == 0)
        {
            request.Dispose();
            return Task.FromResult(default(IngestCounts));
        }

        BatchSettler? settler = null;
        lock (gate)
        {
            if (stopped || waiting.Count >= options.MaxWaitingRequests)
            {
                request.Dispose();
                throw new IngestUnavailableException(
                    stopped
                        ? "The server is stopping. Try again shortly."
                        : "As many requests wait as may (Grainwatch:Ingest:MaxWaitingRequests). Try again shortly.",
                    options.RetryAfter);
            }

            request.Submitted = time.GetTimestamp();
            waiting.Enqueue(request);
            waitingRows += request.Rows;
            if (NeedsWriter(idle.Count))
            {
                settler = idle.Pop();
            }
        }

        if (settler is not null)
        {
            _ = Task.Run(() => RunAsync(settler));
        }

        return request.Answer.Task;
    }

    /// <summary>Takes no more requests, and commits those it has.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            stopped = true;
            if (idle.Count == Writers)
            {
                drained.TrySetResult();
            }
        }

        stopping.CancelAfter(options.MaxWait);
        await drained.Task;
        await latenessTimer.DisposeAsync();
        foreach (var settler in idle)
        {
            await settler.DisposeAsync();
        }

        stopping.Dispose();
    }

    /// <summary>The first writer works while anything waits; a further one only while there is a backlog.</summary>
    bool NeedsWriter(int idleWriters) => idleWriters switch
    {
        Writers => waiting.Count > 0,
        0 => false,
        _ => waitingRows >= BacklogRows,
    };

    async Task RunAsync(BatchSettler settler)
    {
        while (Take(settler) is { } batch)
        {
            await settler.SettleAsync(batch, stopping.Token);
        }
    }

    List<IngestRequest>? Take(BatchSettler settler)
    {
        lock (gate)
        {
            // This writer counts as idle for the moment: does the work need it?
            if (!NeedsWriter(idle.Count + 1))
            {
                idle.Push(settler);
                if (stopped && idle.Count == Writers)
                {
                    drained.TrySetResult();
                }

                return null;
            }

            List<IngestRequest> batch = [];
            var rows = 0;
            while (waiting.TryPeek(out var next) && (rows == 0 || rows + next.Rows <= MaxBatchRows))
            {
                batch.Add(waiting.Dequeue());
                rows += next.Rows;
            }

            waitingRows -= rows;
            return batch;
        }
    }

    void GiveUpLate()
    {
        while (true)
        {
            IngestRequest? late;
            lock (gate)
            {
                if (!waiting.TryPeek(out late) || time.GetElapsedTime(late.Submitted) < options.MaxWait)
                {
                    return;
                }

                waiting.Dequeue();
                waitingRows -= late.Rows;
            }

            late.Answer.TrySetException(new IngestUnavailableException("Postgres is away. Try again later.", options.RetryAfter));
            late.Dispose();
        }
    }
}
