using System.Threading.Channels;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Detection;

namespace Grainwatch.Api.Detection.Embedded;

/// <summary>Monitors in this process, spread over a few workers by the number of their series.</summary>
sealed partial class EmbeddedEngine : IDetectionEngine, IHostedLifecycleService, IDisposable
{
    /// <summary>How many series go to a worker at once while counts are read in bulk.</summary>
    const int ReadBatch = 500;

    static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    readonly MonitorWorker[] workers;
    readonly AnomalyWriter writer;
    readonly ThresholdBook book;
    readonly ISeriesHistory history;
    readonly MonitorSnapshots snapshots;
    readonly DetectionOptions options;
    readonly TimeProvider time;
    readonly ILogger<EmbeddedEngine> logger;
    readonly CancellationTokenSource stopping = new();
    readonly CancellationTokenSource abandoning = new();
    readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task running = Task.CompletedTask;

    public EmbeddedEngine(
        AnomalyWriter writer, ThresholdBook book, ISeriesHistory history, MonitorSnapshots snapshots,
        DetectionOptions options, DetectionMetrics metrics, TimeProvider time, ILogger<EmbeddedEngine> logger)
    {
        this.writer = writer;
        this.book = book;
        this.history = history;
        this.snapshots = snapshots;
        this.options = options;
        this.time = time;
        this.logger = logger;
        workers = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 8))
            .Select(_ => new MonitorWorker(options, writer, time, logger))];
        metrics.ObserveSeries(() => workers.Sum(worker => worker.Monitors.Count));
        metrics.ObserveQueue(() => workers.Sum(worker => worker.Backlog));
    }

    /// <summary>Whether the monitors know what Postgres knows, so that counts are judged.</summary>
    public Task Ready => ready.Task;

    public async ValueTask ObserveAsync(CommittedCounts counts, CancellationToken cancellationToken)
    {
        if (counts.ThresholdVersion > book.Current.Version)
        {
            await book.RefreshAsync(counts.ThresholdVersion, cancellationToken);
            await ApplyBookAsync(cancellationToken);
        }

        var now = time.GetUtcNow();
        try
        {
            foreach (var part in counts.Series.GroupBy(one => Worker(one.Series.Id)))
            {
                await part.Key.ObserveAsync(counts with { Series = [.. part] }, now, cancellationToken);
            }
        }
        catch (ChannelClosedException)
        {
            // The process is ending. The counts are in Postgres, and the next one judges them.
        }
    }

    public async Task ApplyThresholdsAsync(CancellationToken cancellationToken)
    {
        await book.RefreshAsync(cancellationToken);
        await ApplyBookAsync(cancellationToken);
    }

    public async Task<SeriesStatus?> FindAsync(SeriesKey key, CancellationToken cancellationToken) =>
        await history.FindAsync(key, cancellationToken) is { } found
            ? await Worker(found.Id).AskAsync((monitors, now, _) => monitors.Find(found.Id, now), cancellationToken)
            : null;

    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        await Ready.WaitAsync(cancellationToken);
        var clock = Minute.Of(time.GetUtcNow());
        var raised = 0;
        List<Task> handedOver = [];
        await foreach (var histories in history.ReadAllAsync(clock - options.LateMinutes, cancellationToken).Chunk(ReadBatch).WithCancellation(cancellationToken))
        {
            foreach (var part in histories.GroupBy(one => Worker(one.Series.Id)))
            {
                raised += await part.Key.AskAsync((monitors, now, changes) => monitors.Adopt(part, now, changes), cancellationToken);
            }
        }

        foreach (var worker in workers)
        {
            await worker.AskAsync(
                (monitors, now, _) =>
                {
                    monitors.RemoveIdle(now);
                    return true;
                },
                cancellationToken);
        }

        // Judged means stored: a crash after the mark must not lose what is only decided.
        await writer.FlushAsync(cancellationToken);
        await history.MarkJudgedAsync(clock - 1, cancellationToken);
        if (raised > 0)
        {
            LogRaised(logger, raised);
        }
    }

    /// <summary>Saves all monitors, so that the next start reads only the minutes since.</summary>
    public async Task SaveSnapshotsAsync(CancellationToken cancellationToken)
    {
        var captured = await Task.WhenAll(workers.Select(worker => worker.AskAsync((monitors, now, _) => monitors.Capture(now), cancellationToken)));
        await snapshots.SaveAsync([.. captured.SelectMany(some => some)], cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        running = RunAsync();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Last of all, when nothing can commit any more: finishes what was taken, and saves.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await using var giveUp = cancellationToken.Register(abandoning.Cancel);
        try
        {
            if (Ready.IsCompletedSuccessfully)
            {
                await SaveSnapshotsAsync(cancellationToken);
            }
        }
        catch (Exception failure)
        {
            LogNotSaved(logger, failure.Message);
        }

        foreach (var worker in workers)
        {
            worker.Complete();
        }

        await running;
    }

    public void Dispose()
    {
        foreach (var worker in workers)
        {
            worker.Dispose();
        }

        stopping.Dispose();
        abandoning.Dispose();
    }

    Task ApplyBookAsync(CancellationToken cancellationToken) => Task.WhenAll(workers.Select(worker => worker.AskAsync(
        (monitors, now, changes) =>
        {
            // The book is read here, in the worker's turn: two calls at once cannot leave the older thresholds behind.
            monitors.Apply(book.Current, now, changes);
            return true;
        },
        cancellationToken)));

    MonitorWorker Worker(int seriesId) => workers[(uint)seriesId % (uint)workers.Length];

    async Task RunAsync()
    {
        var writing = writer.RunAsync(abandoning.Token);
        try
        {
            await RebuildUntilDoneAsync();
            ready.SetResult();
            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.RunAsync(abandoning.Token))));
        }
        catch (OperationCanceledException)
        {
            // Ended before it was ready, or gave up: the next process begins with Postgres.
            ready.TrySetCanceled();
        }

        writer.Complete();
        await writing.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    async Task RebuildUntilDoneAsync()
    {
        while (true)
        {
            try
            {
                await RebuildAsync(stopping.Token);
                return;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogNotReady(logger, failure.Message);
                await Task.Delay(RetryPause, time, stopping.Token);
            }
        }
    }

    /// <summary>Fills the monitors from Postgres before any worker runs.</summary>
    async Task RebuildAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await book.RefreshAsync(cancellationToken);
        foreach (var worker in workers)
        {
            worker.Monitors.Clear();
            worker.Monitors.Apply(book.Current, now, []);
        }

        var judgedUpTo = await history.JudgedUpToAsync(cancellationToken);
        DateTimeOffset? captured = null;
        await foreach (var (one, snapshot) in snapshots.LoadAsync(now - TimeSpan.FromMinutes(options.WindowMinutes), cancellationToken))
        {
            Worker(one.Id).Monitors.Restore(one, snapshot);
            captured = captured < snapshot.TakenAt ? captured : snapshot.TakenAt;
        }

        var range = RebuildRange.For(judgedUpTo, captured, options, now);
        var begun = time.GetTimestamp();
        await foreach (var histories in history.ReadAllAsync(range.ReadFrom, cancellationToken).Chunk(ReadBatch).WithCancellation(cancellationToken))
        {
            List<Domain.Anomalies.EpisodeChange> changes = [];
            foreach (var one in histories)
            {
                Worker(one.Series.Id).Monitors.Rebuild(one, range, now, changes);
            }

            if (changes.Count > 0)
            {
                await writer.WriteAsync(changes, begun, cancellationToken);
            }
        }

        await writer.FlushAsync(cancellationToken);
        // From the first start on: what a crash before the first reconciliation keeps from being judged is judged by the next start.
        await history.MarkJudgedAsync(Minute.Of(now) - 1, cancellationToken);
        LogReady(logger, workers.Sum(worker => worker.Monitors.Count), time.GetElapsedTime(begun).TotalSeconds);
    }

    [LoggerMessage(1, LogLevel.Information, "Watching {Series} series, read in {Seconds:0.00} s")]
    static partial void LogReady(ILogger logger, int series, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The monitors cannot be read yet: {Reason}")]
    static partial void LogNotReady(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Reconciliation raised {Minutes} minutes whose counts had been lost on their way")]
    static partial void LogRaised(ILogger logger, int minutes);

    [LoggerMessage(4, LogLevel.Warning, "The monitors were not saved, so the next start reads the whole window: {Reason}")]
    static partial void LogNotSaved(ILogger logger, string reason);
}
