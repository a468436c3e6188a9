using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Rules;

namespace Grainwatch.Api.Rules;

/// <summary>Makes the monitors of all rules from what is stored: saved states, the minutes since, or history.</summary>
sealed class RuleWatchLoader(MinuteHistory history, RuleOptions options)
{
    /// <summary>Bounds the memory that history takes while it is learnt.</summary>
    const int SeriesAtOnce = 50;

    /// <summary>A chunk of minutes that counts are read for at once.</summary>
    public const int MinutesAtOnce = 30;

    /// <param name="closed">The newest minute that may be judged.</param>
    /// <param name="changes">Gets the ends of episodes that no rule watches any more.</param>
    public async Task<RuleWatch> LoadAsync(
        RuleTurn turn, AlertConfiguration configuration, long version, Minute closed, DateTimeOffset now, ICollection<EpisodeChange> changes,
        CancellationToken cancellationToken)
    {
        var judged = Minute.Max(turn.JudgedUpTo ?? closed, closed - options.CatchUpMinutes);
        // Saved so long ago that the minutes since are too many: history is the shorter way.
        var saved = turn.SavedUpTo is { } upTo && upTo >= judged - options.CatchUpMinutes ? upTo : (Minute?)null;
        var watch = new RuleWatch(configuration.Rules, version, Math.Max(1, options.MaxMonitors / RuleShard.Count)) { JudgedUpTo = judged, SavedUpTo = saved ?? judged };
        if (configuration.Rules.Count > 0)
        {
            var unsaved = await RestoreAsync(watch, turn, saved, cancellationToken);
            await LearnAsync(unsaved, saved ?? judged, cancellationToken);
        }

        var open = await turn.ReadOpenAsync(cancellationToken);
        if (saved is { } resumed)
        {
            RestoreOpen(watch, open.Where(entry => entry.Episode.FirstMinute <= resumed));
            await ReplayAsync(watch, turn, resumed + 1, judged, now, cancellationToken);
        }

        RestoreOpen(watch, open);
        foreach (var (series, episode) in open.Where(entry => watch.Find(entry.Episode.Rule, entry.Series.Id)?.Rule.Detector.Reason != entry.Episode.Reason))
        {
            changes.Add(new EpisodeChange.Resolved(series, episode with { ResolvedAt = now }));
        }

        watch.JudgedUpTo = judged;
        return watch;
    }

    /// <returns>The monitors that have no saved state.</returns>
    static async Task<IReadOnlyList<RuleMonitor>> RestoreAsync(RuleWatch watch, RuleTurn turn, Minute? saved, CancellationToken cancellationToken)
    {
        var keys = watch.Rules.ToDictionary(rule => rule.Name, RuleWatch.KeyOf);
        var states = saved is null
            ? []
            : (await turn.ReadStatesAsync([.. keys.Values], cancellationToken)).ToDictionary(state => (state.RuleKey, state.SeriesId), state => state.State);
        var known = states.Keys.Select(state => state.RuleKey).ToHashSet();
        List<RuleMonitor> unsaved = [];
        foreach (var (series, createdAt) in await turn.ReadSeriesAsync(afterId: 0, cancellationToken))
        {
            // To a rule that is new itself, nothing is new.
            foreach (var monitor in watch.Add(series, rule => known.Contains(keys[rule.Name]) && createdAt >= saved!.Value.End))
            {
                if (states.TryGetValue((keys[monitor.Rule.Name], series.Id), out var state))
                {
                    using var reader = new BinaryReader(new MemoryStream(state));
                    monitor.Load(reader);
                }
                else
                {
                    unsaved.Add(monitor);
                }
            }
        }

        return unsaved;
    }

    async Task LearnAsync(IReadOnlyList<RuleMonitor> monitors, Minute judged, CancellationToken cancellationToken)
    {
        foreach (var some in monitors.Where(monitor => monitor.Rule.Detector.HistoryMinutes > 0).GroupBy(monitor => monitor.Series.Id).Chunk(SeriesAtOnce))
        {
            var from = judged - some.Max(series => series.Max(monitor => monitor.Rule.Detector.HistoryMinutes)) + 1;
            var counts = await history.ReadAsync([.. some.Select(series => series.Key)], from, judged + 1, cancellationToken);
            foreach (var series in some)
            {
                var minutes = counts[series.Key].ToDictionary(entry => entry.Minute.Number, entry => entry.Count);
                foreach (var monitor in series.Where(_ => minutes.Count > 0))
                {
                    await LearnAsync(monitor, minutes, judged, cancellationToken);
                }
            }
        }
    }

    async Task LearnAsync(RuleMonitor monitor, Dictionary<long, long> minutes, Minute judged, CancellationToken cancellationToken)
    {
        // From the first log on: before it the series was not silent, it was not there.
        var from = Minute.Max(judged - monitor.Rule.Detector.HistoryMinutes + 1, new Minute(minutes.Keys.Min()));
        var totals = monitor.Rule.Detector.WantsTotals
            ? (await history.ReadServiceAsync(monitor.Series.Key.Service, from, judged + 1, cancellationToken)).ToDictionary(
                entry => entry.Minute.Number, entry => entry.Count)
            : [];
        for (var minute = from; minute <= judged; minute += 1)
        {
            monitor.Learn(minute, new MinuteInput(minutes.GetValueOrDefault(minute.Number), totals.GetValueOrDefault(minute.Number), []));
        }
    }

    /// <summary>What was judged after the states were saved is judged again, to learn it. What comes of it is stored already.</summary>
    static async Task ReplayAsync(RuleWatch watch, RuleTurn turn, Minute from, Minute to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<EpisodeChange> stored = [];
        for (var start = from; start <= to; start += MinutesAtOnce)
        {
            var end = Minute.Min(to, start + (MinutesAtOnce - 1));
            var counts = await turn.ReadCountsAsync(watch.SeriesIds, start, end, cancellationToken);
            for (var minute = start; minute <= end; minute += 1)
            {
                var judged = minute;
                await watch.AdvanceAsync(
                    minute,
                    counts[minute],
                    monitor => turn.ReadMessagesAsync(monitor, judged, cancellationToken),
                    now,
                    stored);
                stored.Clear();
            }
        }
    }

    /// <summary>What Postgres says is open is open, and nothing else.</summary>
    static void RestoreOpen(RuleWatch watch, IEnumerable<(SeriesRef Series, Episode Episode)> open)
    {
        var episodes = open.ToDictionary(entry => (entry.Episode.Rule, entry.Series.Id), entry => entry.Episode);
        foreach (var monitor in watch.Monitors)
        {
            var episode = episodes.GetValueOrDefault((monitor.Rule.Name, monitor.Series.Id));
            monitor.Restore(episode?.Reason == monitor.Rule.Detector.Reason ? episode : null);
        }
    }
}
