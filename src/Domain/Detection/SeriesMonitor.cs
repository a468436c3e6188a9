using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Detection;

/// <summary>
/// The monitor of one series: what it has counted, what it is held against, and what is wrong with it. It has no clock and does no I/O;
/// every method takes the time, and adds what it decided to <c>changes</c>. Not safe for use by two threads at once.
/// </summary>
/// <remarks>
/// Its invariant: every live minute (<see cref="DetectionOptions.LateMinutes"/>, <see cref="DetectionOptions.AheadMinutes"/>) whose count
/// exceeds the threshold is covered by an episode. So counts may come late, out of order, or from Postgres after a crash, and the
/// same episodes come of them.
/// </remarks>
public sealed class SeriesMonitor(SeriesRef series, double? threshold, DetectionOptions options)
{
    readonly MinuteRing counts = new(options.WindowMinutes + options.AheadMinutes);
    readonly EpisodeTracker episodes = new(series, AnomalyReason.Threshold);
    SeenTransactions? seen;
    double? threshold = threshold;

    public SeriesRef Series => series;

    /// <summary>Logs per minute above which an anomaly fires; null when none applies.</summary>
    public double? Threshold => threshold;

    /// <summary>When the clock alone may change something, so that <see cref="Tick"/> is due; null while nothing is open. Always the start of a minute.</summary>
    public DateTimeOffset? NextTick => episodes.NextTick(options.CleanMinutes);

    /// <summary>Adds what one committed transaction brought, and judges the minutes it touched.</summary>
    /// <param name="now">When the counts were handed over, which may be a little before the time of the call.</param>
    public void Observe(
        ulong transactionId, IReadOnlyList<MinuteCount> minutes, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        var clock = MoveClock(now, changes);
        var live = LivePeriod.Around(clock, options);
        for (var i = 0; i < minutes.Count; i++)
        {
            var (minute, count) = minutes[i];
            if (live.Contains(minute) && (seen is null || !seen.Includes(transactionId, minute)))
            {
                counts.Add(minute, count);
                if (count < 0)
                {
                    (seen ??= new SeenTransactions(CommitSnapshot.None)).Remove(minute, transactionId);
                }

                Judge(minute, counts[minute], clock, now, changes);
            }
        }

        episodes.Tell(clock, changes);
    }

    /// <summary>Holds the live minutes, and all that follow, against another threshold. What it no longer breaches resolves with the clock.</summary>
    public void ApplyThreshold(double? perMinute, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        if (threshold == perMinute)
        {
            return;
        }

        threshold = perMinute;
        var clock = MoveClock(now, changes);
        var live = LivePeriod.Around(clock, options);
        for (var minute = live.First; minute <= live.Last; minute += 1)
        {
            Judge(minute, counts[minute], clock, now, changes);
        }

        episodes.Tell(clock, changes);
    }

    /// <summary>Does what is due by the clock alone.</summary>
    public void Tick(DateTimeOffset now, ICollection<EpisodeChange> changes) => episodes.Tell(MoveClock(now, changes), changes);

    /// <summary>
    /// Raises closed minutes to what Postgres says, where logs were committed and their hand-over was lost. Minutes that are not closed are left
    /// alone: there, counts that are on their way are the rule, and what was read before them would hide them for a while. So are those of which
    /// logs were removed since the read: what it says of them would stay for ever.
    /// </summary>
    /// <returns>How many minutes were raised.</returns>
    public int Adopt(IReadOnlyList<MinuteCount> truth, CommitSnapshot snapshot, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        var clock = MoveClock(now, changes);
        var live = LivePeriod.Around(clock, options);
        var raised = 0;
        foreach (var (minute, count) in truth)
        {
            if (live.Contains(minute) && minute < clock && count > counts[minute] && seen?.IsBeforeRemoval(minute, snapshot) is not true)
            {
                counts.Set(minute, count);
                (seen ??= new SeenTransactions(CommitSnapshot.None)).Raise(minute, snapshot);
                Judge(minute, count, clock, now, changes);
                raised++;
            }
        }

        episodes.Tell(clock, changes);
        return raised;
    }

    /// <summary>
    /// Begins anew from what Postgres says. The minutes to be judged are replayed in their order, each with itself on the clock: two
    /// breaches an hour apart become two episodes, though both are noticed only now.
    /// </summary>
    /// <param name="range">What <paramref name="history"/> was read for. Counts from before it stay as they are.</param>
    public void Rebuild(SeriesHistory history, RebuildRange range, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        var clock = Minute.Of(now);
        var last = LivePeriod.Around(clock, options).Last;
        seen = new SeenTransactions(history.Snapshot);
        episodes.Restore(history.Episodes);
        for (var minute = Minute.Max(range.ReadFrom, counts.Oldest); minute <= counts.Newest; minute += 1)
        {
            counts.Set(minute, 0);
        }

        foreach (var (minute, count) in history.Minutes)
        {
            if (minute > last)
            {
                break;
            }

            counts.Set(minute, count);
            if (minute >= range.JudgeFrom)
            {
                var then = Minute.Min(minute, clock);
                episodes.Resolve(then, options.CleanMinutes, now, changes);
                Judge(minute, count, then, now, changes);
            }
        }

        Tick(now, changes);
    }

    /// <summary>Takes over counts that were captured earlier. To be followed by <see cref="Rebuild"/>, which knows what happened since.</summary>
    public void Restore(MonitorSnapshot snapshot)
    {
        for (var i = 0; i < snapshot.Counts.Length; i++)
        {
            counts.Set(new Minute(snapshot.FirstMinute + i), snapshot.Counts[i]);
        }
    }

    /// <summary>The counts of the window, to be restored later.</summary>
    public MonitorSnapshot Capture(DateTimeOffset now)
    {
        var first = Minute.Of(now) - options.WindowMinutes + 1;
        var captured = new long[options.WindowMinutes + options.AheadMinutes];
        for (var i = 0; i < captured.Length; i++)
        {
            captured[i] = counts[first + i];
        }

        return new MonitorSnapshot(now, first.Number, captured);
    }

    public SeriesStatus Status(DateTimeOffset now)
    {
        var first = Minute.Of(now) - options.WindowMinutes + 1;
        var window = new MinuteCount[options.WindowMinutes];
        for (var i = 0; i < window.Length; i++)
        {
            window[i] = new MinuteCount(first + i, counts[first + i]);
        }

        return new SeriesStatus(window, threshold, episodes.Open is { } open ? [open] : []);
    }

    /// <summary>Whether nothing is left to remember: no log in the window, no episode. A new monitor would do the same.</summary>
    public bool IsIdle(DateTimeOffset now) => episodes.IsEmpty && counts.Newest <= Minute.Of(now) - options.WindowMinutes;

    Minute MoveClock(DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        var clock = Minute.Of(now);
        var oldestLive = clock - options.LateMinutes;
        episodes.Resolve(clock, options.CleanMinutes, now, changes);
        episodes.ForgetBefore(oldestLive);
        seen?.ForgetBefore(oldestLive);
        return clock;
    }

    void Judge(Minute minute, long count, Minute clock, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        if (threshold is { } perMinute && ThresholdPolicy.IsBreach(count, perMinute))
        {
            episodes.Breach(minute, count, perMinute, clock, now, changes);
        }
    }
}
