using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;

namespace Grainwatch.Api.Detection.Embedded;

/// <summary>The monitors of one worker, by the number of their series. Used by one thread at a time.</summary>
sealed class MonitorSet(DetectionOptions options)
{
    readonly Dictionary<int, SeriesMonitor> monitors = [];

    /// <summary>The monitors that the clock alone may change. All others need no tick.</summary>
    readonly HashSet<SeriesMonitor> ticking = [];

    ThresholdSet thresholds = ThresholdSet.Empty;

    public int Count => monitors.Count;

    public bool NeedsTick => ticking.Count > 0;

    public void Clear()
    {
        monitors.Clear();
        ticking.Clear();
    }

    public void Observe(ulong transactionId, IReadOnlyList<SeriesCounts> counts, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        foreach (var (series, minutes) in counts)
        {
            var monitor = Monitor(series);
            monitor.Observe(transactionId, minutes, now, changes);
            Watch(monitor);
        }
    }

    public void Apply(ThresholdSet newest, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        thresholds = newest;
        foreach (var monitor in monitors.Values)
        {
            monitor.ApplyThreshold(Threshold(monitor.Series.Key), now, changes);
            Watch(monitor);
        }
    }

    public void Tick(DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        foreach (var monitor in ticking)
        {
            monitor.Tick(now, changes);
        }

        ticking.RemoveWhere(monitor => monitor.NextTick is null);
    }

    /// <returns>How many minutes were raised.</returns>
    public int Adopt(IEnumerable<SeriesHistory> histories, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        var raised = 0;
        foreach (var history in histories)
        {
            var monitor = Monitor(history.Series);
            raised += monitor.Adopt(history.Minutes, history.Snapshot, now, changes);
            Watch(monitor);
        }

        return raised;
    }

    public void Restore(SeriesRef series, MonitorSnapshot snapshot) => Monitor(series).Restore(snapshot);

    public void Rebuild(SeriesHistory history, RebuildRange range, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        var monitor = Monitor(history.Series);
        monitor.Rebuild(history, range, now, changes);
        Watch(monitor);
    }

    public SeriesStatus? Find(int seriesId, DateTimeOffset now) =>
        monitors.TryGetValue(seriesId, out var monitor) && !monitor.IsIdle(now) ? monitor.Status(now) : null;

    public List<(int SeriesId, MonitorSnapshot Snapshot)> Capture(DateTimeOffset now) =>
        [.. monitors.Values.Where(monitor => !monitor.IsIdle(now)).Select(monitor => (monitor.Series.Id, monitor.Capture(now)))];

    /// <summary>Forgets the series that have been silent for longer than the window: their monitors know nothing that a new one would not.</summary>
    public void RemoveIdle(DateTimeOffset now)
    {
        foreach (var (id, monitor) in monitors)
        {
            if (monitor.IsIdle(now))
            {
                monitors.Remove(id);
            }
        }
    }

    SeriesMonitor Monitor(SeriesRef series)
    {
        if (!monitors.TryGetValue(series.Id, out var monitor))
        {
            monitor = new SeriesMonitor(series, Threshold(series.Key), options);
            monitors.Add(series.Id, monitor);
        }

        return monitor;
    }

    double? Threshold(SeriesKey series) => thresholds.For(series)?.PerMinute;

    void Watch(SeriesMonitor monitor)
    {
        if (monitor.NextTick is not null)
        {
            ticking.Add(monitor);
        }
    }
}
