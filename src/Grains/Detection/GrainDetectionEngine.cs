using System.Collections.Concurrent;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Domain.Time;
using Grainwatch.Grains.Series;
using Grainwatch.Grains.Thresholds;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Grains.Detection;

/// <summary>Monitors in grains: of each batch one call a series, many under way at once.</summary>
public sealed partial class GrainDetectionEngine(
    IGrainFactory grains,
    ISeriesHistory history,
    ThresholdBook thresholds,
    ResyncQueue resync,
    DetectionOptions options,
    TimeProvider time,
    ILogger<GrainDetectionEngine> logger) : IDetectionEngine, IDisposable
{
    /// <summary>
    /// What bounds memory while silos do not keep up, and the time that a call waits for its turn in one: with many times more, silos that
    /// wake a hundred thousand series at once did not answer each other's probes in time, and took each other for dead.
    /// </summary>
    const int MostUnderWay = 2_000;

    const int ReconciledAtOnce = 256;

    /// <summary>How long a question waits for hand-overs before it, which on a silo that just died take longer.</summary>
    static readonly TimeSpan QuestionPatience = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim places = new(MostUnderWay);
    readonly ConcurrentDictionary<Task, bool> batches = [];

    public void Dispose() => places.Dispose();

    public ValueTask ObserveAsync(CommittedCounts counts, CancellationToken cancellationToken)
    {
        var clock = Minute.Of(time.GetUtcNow());
        List<Task> handedOver = new(counts.Series.Count);
        foreach (var (series, minutes) in counts.Series)
        {
            // Logs of another time are history: they wake nobody.
            if (Live(minutes, clock) is not { Length: > 0 } live)
            {
                continue;
            }

            if (places.Wait(0, CancellationToken.None))
            {
                handedOver.Add(HandOverAsync(series, counts.TransactionId, live, counts.ThresholdVersion));
            }
            else
            {
                // Ingest waits for no silo. Whatever comes of a series until its turn, it reads once.
                resync.Add(series);
            }
        }

        var batch = Task.WhenAll(handedOver);
        batches[batch] = true;
        batch.ContinueWith(done => batches.TryRemove(done, out _), TaskScheduler.Default).Ignore();
        return ValueTask.CompletedTask;
    }

    public async Task ApplyThresholdsAsync(CancellationToken cancellationToken)
    {
        // Of this process: the version that it asks of those who judge what it commits.
        await thresholds.RefreshAsync(cancellationToken);
        await grains.GetGrain<IThresholdsGrain>(IThresholdsGrain.Key).ApplyAsync().WaitAsync(cancellationToken);
    }

    public async Task<SeriesStatus?> FindAsync(SeriesKey series, CancellationToken cancellationToken)
    {
        // Calls may overtake one another: who asks after a hand-over is to see it.
        await Task.WhenAll(batches.Keys)
            .WaitAsync(QuestionPatience, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await Grain(series).StatusAsync().WaitAsync(cancellationToken);
    }

    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var clock = Minute.Of(now);
        var judgedUpTo = await history.JudgedUpToAsync(cancellationToken);
        var from = RebuildRange.For(judgedUpTo, capturedAt: now, options, now).JudgeFrom;
        // Minutes that are not live any more were never reconciled: monitors that are up have to judge those too.
        var isBehind = from < clock - options.LateMinutes - 2;
        await Parallel.ForEachAsync(
            history.ReadAllAsync(from, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = ReconciledAtOnce, CancellationToken = cancellationToken },
            async (read, cancel) =>
            {
                var grain = Grain(read.Series.Key);
                if (isBehind)
                {
                    await grain.ResyncAsync(read.Series.Id).WaitAsync(cancel);
                }

                await grain.ReconcileAsync(read.Series.Id, [.. read.Minutes], read.Snapshot).WaitAsync(cancel);
            });
        // Not reached when one failed: then all is reconciled again, from the same mark.
        await history.MarkJudgedAsync(clock - 1, cancellationToken);
    }

    MinuteCount[] Live(IReadOnlyList<MinuteCount> minutes, Minute clock) =>
        [.. minutes.Where(count => count.Minute >= clock - options.LateMinutes && count.Minute <= clock + options.AheadMinutes)];

    async Task HandOverAsync(SeriesRef series, ulong transactionId, MinuteCount[] minutes, long thresholdVersion)
    {
        try
        {
            await Grain(series.Key).ObserveAsync(series.Id, transactionId, minutes, thresholdVersion);
        }
        catch (Exception failed)
        {
            LogNotHandedOver(series.Key.ToString(), failed.Message);
            resync.Add(series);
        }
        finally
        {
            places.Release();
        }
    }

    ISeriesGrain Grain(SeriesKey series) => grains.GetGrain<ISeriesGrain>(series.ToString());

    [LoggerMessage(1, LogLevel.Debug, "{Series} did not take its counts: {Reason}")]
    partial void LogNotHandedOver(string series, string reason);
}
