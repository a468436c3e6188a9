using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Grains.Placement;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Grains.Series;

/// <summary>
/// Holds the <see cref="SeriesMonitor"/> of one series: restores it, calls it, stores what it decided. It may be killed at any moment, and
/// for a while there may be two of it: everything it writes follows from the counts in Postgres, and may be written twice.
/// </summary>
[Spread]
public sealed partial class SeriesGrain(
    [PersistentState("monitor", ClusterNames.MonitorStorage)] IPersistentState<MonitorState> saved,
    MonitorReader reader,
    EpisodeWriter writer,
    LocalSeries local,
    ThresholdBook thresholds,
    ISeriesHistory history,
    DetectionOptions options,
    TimeProvider time,
    ILogger<SeriesGrain> logger) : Grain, ISeriesGrain
{
    static readonly TimeSpan SavePeriod = TimeSpan.FromHours(1);
    static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>What the monitor decided and is not known to be stored.</summary>
    readonly List<EpisodeChange> pending = [];

    SeriesMonitor? monitor;
    LocalSeries.Entry? entry;
    IGrainTimer? clock;
    DateTimeOffset? clockAt;
    Task storing = Task.CompletedTask;
    long begun;
    DateTimeOffset saveAt;

    public async Task ObserveAsync(int seriesId, ulong transactionId, MinuteCount[] minutes, long thresholdVersion)
    {
        Begin();
        var loaded = await LoadAsync(seriesId);
        await thresholds.RefreshAsync(thresholdVersion, CancellationToken.None);
        var now = time.GetUtcNow();
        JudgeByCurrentThreshold(loaded, now);
        loaded.Observe(transactionId, minutes, now, pending);
        StoreAsync().Ignore();
        await SaveWhenDueAsync(now);
    }

    public async Task ResyncAsync(int seriesId)
    {
        if (monitor is null)
        {
            await LoadAsync(seriesId);
            return;
        }

        // First what is decided must be stored: a rebuild begins with the episodes that it finds there.
        await StoreAsync();
        await RebuildAsync(monitor, capturedAt: null);
        StoreAsync().Ignore();
    }

    public async Task ReconcileAsync(int seriesId, MinuteCount[] truth, CommitSnapshot snapshot)
    {
        Begin();
        var loaded = await LoadAsync(seriesId);
        var raised = loaded.Adopt(truth, snapshot, time.GetUtcNow(), pending);
        if (raised > 0)
        {
            LogAdopted(this.GetPrimaryKeyString(), raised);
        }

        await StoreAsync();
    }

    public Task ApplyThresholdAsync()
    {
        if (monitor is null)
        {
            return Task.CompletedTask;
        }

        Begin();
        JudgeByCurrentThreshold(monitor, time.GetUtcNow());
        return StoreAsync();
    }

    public async Task<SeriesStatus?> StatusAsync()
    {
        if (monitor is null)
        {
            if (await history.FindAsync(SeriesKey.Parse(this.GetPrimaryKeyString()), CancellationToken.None) is not { } series)
            {
                DeactivateOnIdle();
                return null;
            }

            await LoadAsync(series.Id);
        }

        var now = time.GetUtcNow();
        return monitor!.IsIdle(now) ? null : monitor.Status(now);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (monitor is null)
        {
            return;
        }

        local.Remove(entry!);
        try
        {
            await StoreAsync().WaitAsync(cancellationToken);
            if (reason.ReasonCode is DeactivationReasonCode.Migrating)
            {
                // Orleans takes the state along to the other silo.
                saved.State = MonitorState.From(monitor.Capture(time.GetUtcNow()));
            }

            // Of a grain that is held for a double the other one saves.
            if (reason.ReasonCode is DeactivationReasonCode.ActivationIdle
                or DeactivationReasonCode.ApplicationRequested
                or DeactivationReasonCode.ShuttingDown)
            {
                await SaveAsync(time.GetUtcNow()).WaitAsync(cancellationToken);
            }
        }
        catch (Exception failed)
        {
            // What is lost with it the next activation finds out again.
            LogLeftUnsaved(this.GetPrimaryKeyString(), failed.Message);
        }
    }

    /// <summary>From here on counts how long it takes until what is decided is stored.</summary>
    void Begin() => begun = pending.Count == 0 ? time.GetTimestamp() : begun;

    async Task<SeriesMonitor> LoadAsync(int seriesId)
    {
        if (monitor is null)
        {
            // What is rebuilt of minutes long past is judged here and never again.
            await thresholds.EnsureReadAsync(CancellationToken.None);
            var series = new SeriesRef(seriesId, SeriesKey.Parse(this.GetPrimaryKeyString()));
            var loaded = new SeriesMonitor(series, thresholds.Current.For(series.Key)?.PerMinute, options);
            var snapshot = saved.State.Counts.Length > 0 ? saved.State.ToSnapshot() : null;
            if (snapshot is not null)
            {
                loaded.Restore(snapshot);
            }

            await RebuildAsync(loaded, snapshot?.TakenAt);
            monitor = loaded;
            entry = local.Add(series.Key, this.AsReference<ISeriesGrain>(), GrainContext);
            // Series that come up together must not save together.
            saveAt = time.GetUtcNow() + SavePeriod * ((GrainContext.GrainId.GetUniformHashCode() % 100 + 1) / 100.0);
            saved.State = new MonitorState();
            JudgeByCurrentThreshold(loaded, time.GetUtcNow());
            StoreAsync().Ignore();
        }

        return monitor;
    }

    async Task RebuildAsync(SeriesMonitor rebuilt, DateTimeOffset? capturedAt)
    {
        var read = await reader.ReadAsync(rebuilt.Series, capturedAt);
        rebuilt.Rebuild(read.History, read.Range, time.GetUtcNow(), pending);
    }

    void JudgeByCurrentThreshold(SeriesMonitor judged, DateTimeOffset now)
    {
        ThresholdSet by;
        entry!.IsStored = false;
        do
        {
            by = thresholds.Current;
            var perMinute = by.For(judged.Series.Key)?.PerMinute;
            judged.ApplyThreshold(perMinute, now, pending);
            entry.Threshold = perMinute;
        }
        // Who changes the thresholds passes over the series that have the right one already: so it must not be an old one that is written last.
        while (by != thresholds.Current);
        entry.IsStored = pending.Count == 0;
    }

    /// <summary>Stores what is decided, and sets the clock for what comes next.</summary>
    /// <exception cref="Exception">It could not be stored. It is kept, and the clock tries again.</exception>
    Task StoreAsync()
    {
        if (!storing.IsCompleted)
        {
            return storing;
        }

        if (pending.Count == 0)
        {
            SetClock(monitor!.NextTick);
            return Task.CompletedTask;
        }

        return storing = StorePendingAsync();
    }

    async Task StorePendingAsync()
    {
        try
        {
            while (pending.Count > 0)
            {
                EpisodeChange[] changes = [.. pending];
                await writer.WriteAsync(changes, begun);
                pending.RemoveRange(0, changes.Length);
            }

            entry!.IsStored = true;
            SetClock(monitor!.NextTick);
        }
        catch (Exception failed)
        {
            LogNotStored(this.GetPrimaryKeyString(), failed.Message);
            SetClock(time.GetUtcNow() + RetryDelay);
            throw;
        }
    }

    void SetClock(DateTimeOffset? dueAt)
    {
        if (dueAt == clockAt)
        {
            return;
        }

        clockAt = dueAt;
        if (dueAt is not { } at)
        {
            clock?.Dispose();
            clock = null;
            return;
        }

        var wait = at - time.GetUtcNow();
        wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        // An episode that is open must resolve: a grain that holds one does not leave before.
        DelayDeactivation(wait + TimeSpan.FromMinutes(1));
        if (clock is null)
        {
            clock = this.RegisterGrainTimer(TickAsync, wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            clock.Change(wait, Timeout.InfiniteTimeSpan);
        }

        if (wait > TimeSpan.Zero && time.GetUtcNow() >= at)
        {
            // The time came between the look at the clock and the setting of the timer, which would be late by as much.
            clock.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    Task TickAsync(CancellationToken cancellationToken)
    {
        clockAt = null;
        Begin();
        monitor!.Tick(time.GetUtcNow(), pending);
        StoreAsync().Ignore();
        return Task.CompletedTask;
    }

    async Task SaveWhenDueAsync(DateTimeOffset now)
    {
        if (now < saveAt)
        {
            return;
        }

        try
        {
            await SaveAsync(now);
        }
        catch (Exception failed)
        {
            LogLeftUnsaved(this.GetPrimaryKeyString(), failed.Message);
        }
    }

    async Task SaveAsync(DateTimeOffset now)
    {
        saveAt = now + SavePeriod;
        saved.State = MonitorState.From(monitor!.Capture(now));
        await saved.WriteStateAsync();
        // The counts are the monitor's; two copies of them are not needed.
        saved.State = new MonitorState();
    }

    [LoggerMessage(1, LogLevel.Warning, "{Series} was {Minutes} minutes behind Postgres")]
    partial void LogAdopted(string series, int minutes);

    [LoggerMessage(2, LogLevel.Warning, "What was found in {Series} is not stored yet: {Reason}")]
    partial void LogNotStored(string series, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Series} left without saving its state: {Reason}")]
    partial void LogLeftUnsaved(string series, string reason);
}
