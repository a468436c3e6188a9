using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Jobs;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Rules;
using Npgsql;

namespace Grainwatch.Api.Rules;

/// <summary>
/// Judges each minute of a shard by the rules, a little after its end. One process does it at a time. It reads counts from Postgres, so it depends neither
/// on where series live nor on who took their logs.
/// </summary>
/// <remarks>
/// Episodes are stored first, and the minute is marked as judged afterwards: a process that dies in between is followed by one that decides
/// the same again, and the store tells nobody twice.
/// </remarks>
sealed partial class RuleJob(
    RuleShard shard,
    NpgsqlDataSource database,
    CurrentConfiguration resources,
    RuleWatchLoader loader,
    IAnomalyStore store,
    IAnomalyFeed feed,
    RuleOptions options,
    DetectionMetrics detection,
    RuleMetrics metrics,
    TimeProvider clock,
    ILogger<RuleJob> logger) : IPeriodicJob
{
    const int MaxChanges = 1000;

    RuleWatch? watch;

    public string Name => $"rules-{shard.Number}";

    public TimeSpan Period => TimeSpan.FromSeconds(options.PollSeconds);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await JudgeAsync(cancellationToken);
        }
        catch
        {
            // What the monitors know is perhaps not what is stored.
            LetGo();
            throw;
        }
    }

    async Task JudgeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var closed = Minute.Of(now.AddSeconds(-options.DelaySeconds)) - 1;
        var (version, configuration) = await resources.GetAsync(cancellationToken);
        if (watch is not null && watch.Version == version && watch.JudgedUpTo >= closed)
        {
            return;
        }

        var taken = clock.GetTimestamp();
        await using var turn = await RuleTurn.TakeAsync(database, shard, cancellationToken);
        if (turn is null)
        {
            LetGo();
            return;
        }

        List<EpisodeChange> changes = [];
        if (watch is null || watch.Version != version || watch.JudgedUpTo != turn.JudgedUpTo)
        {
            var begun = clock.GetTimestamp();
            watch = await loader.LoadAsync(turn, configuration, version, closed, now, changes, cancellationToken);
            LogLoaded(logger, watch.Rules.Count, watch.Monitors.Count(), clock.GetElapsedTime(begun).TotalSeconds);
        }

        var judged = watch.JudgedUpTo;
        await AdvanceAsync(watch, turn, closed, now, changes, cancellationToken);
        await StoreAsync(changes, cancellationToken);
        if (turn.SavedUpTo is null || watch.JudgedUpTo - watch.SavedUpTo >= options.SaveMinutes)
        {
            await turn.SaveAsync(watch.Save(), watch.JudgedUpTo, cancellationToken);
            watch.SavedUpTo = watch.JudgedUpTo;
        }

        var progress = watch.Progress;
        if (watch.StoredProgress?.SequenceEqual(progress) != true)
        {
            await turn.WriteProgressAsync(progress, cancellationToken);
            watch.StoredProgress = progress;
        }

        await turn.CommitAsync(watch.JudgedUpTo, cancellationToken);
        metrics.Judged(shard, watch, (int)(watch.JudgedUpTo - judged), clock.GetElapsedTime(taken));
    }

    void LetGo()
    {
        watch = null;
        metrics.Forget(shard);
    }

    async Task AdvanceAsync(
        RuleWatch watch, RuleTurn turn, Minute closed, DateTimeOffset now, List<EpisodeChange> changes, CancellationToken cancellationToken)
    {
        if (watch.Rules.Count == 0)
        {
            watch.JudgedUpTo = Minute.Max(watch.JudgedUpTo, closed);
            return;
        }

        await AddNewSeriesAsync(watch, turn, cancellationToken);
        for (var start = watch.JudgedUpTo + 1; start <= closed; start += RuleWatchLoader.MinutesAtOnce)
        {
            var end = Minute.Min(closed, start + (RuleWatchLoader.MinutesAtOnce - 1));
            var counts = await turn.ReadCountsAsync(watch.SeriesIds, start, end, cancellationToken);
            for (var minute = start; minute <= end; minute += 1)
            {
                var judged = minute;
                await watch.AdvanceAsync(
                    minute, counts[minute], monitor => turn.ReadMessagesAsync(monitor, judged, cancellationToken), now, changes);
            }
        }
    }

    async Task AddNewSeriesAsync(RuleWatch watch, RuleTurn turn, CancellationToken cancellationToken)
    {
        // Numbers are given out before the commit, so a lower one may become visible after a higher.
        const int Overtaken = 1000;
        var wasFull = watch.IsFull;
        foreach (var (series, _) in await turn.ReadSeriesAsync(watch.LastSeriesId - Overtaken, cancellationToken))
        {
            if (!watch.Knows(series.Id))
            {
                watch.Add(series, _ => true);
            }
        }

        if (watch.IsFull && !wasFull)
        {
            LogFull(logger, options.MaxMonitors);
        }
    }

    async Task StoreAsync(List<EpisodeChange> changes, CancellationToken cancellationToken)
    {
        // The changes of one series stay together and in order: a chunk ends where it ends, the next goes on.
        foreach (var some in changes.Chunk(MaxChanges))
        {
            var events = await store.ApplyAsync(some, cancellationToken);
            if (events.Count > 0)
            {
                detection.Stored(events);
                await feed.PublishAsync(events, cancellationToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Rules} rules watch {Monitors} series, learnt in {Seconds:0.00} s")]
    static partial void LogLoaded(ILogger logger, int rules, int monitors, double seconds);

    [LoggerMessage(2, LogLevel.Error, "The rules match more series than the {Max} of Grainwatch__Rules__MaxMonitors. Series that come now are not watched: narrow the matchers, or raise the setting")]
    static partial void LogFull(ILogger logger, int max);
}
