using System.Security.Cryptography;
using System.Text;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Rules;

namespace Grainwatch.Api.Rules;

/// <summary>The monitors of all rules on the series of one shard, up to one minute. Knows neither Postgres nor the clock.</summary>
sealed class RuleWatch(IReadOnlyList<Rule> rules, long version, int maxMonitors)
{
    /// <summary>Changes when detectors save something else than before: what an older version saved is then learnt anew.</summary>
    const int StateFormat = 1;

    readonly Dictionary<(string Rule, int SeriesId), RuleMonitor> monitors = [];
    readonly Dictionary<int, string> services = [];

    public IReadOnlyList<Rule> Rules => rules;

    /// <summary>Of the resources that these rules are from.</summary>
    public long Version => version;

    public Minute JudgedUpTo { get; set; }

    public Minute SavedUpTo { get; set; }

    public IEnumerable<RuleMonitor> Monitors => monitors.Values;

    /// <summary>What is stored of <see cref="Progress"/>; null when that is not known.</summary>
    public IReadOnlyList<RuleProgress>? StoredProgress { get; set; }

    /// <summary>The rules that are on their way to fire or to resolve.</summary>
    public IReadOnlyList<RuleProgress> Progress => [.. monitors.Values.Select(monitor => monitor.Progress(JudgedUpTo)).OfType<RuleProgress>()];

    /// <summary>All that were added, watched or not: a ratio is of them all.</summary>
    public int[] SeriesIds => [.. services.Keys];

    public int LastSeriesId { get; private set; }

    /// <summary>Whether a rule found no room for a series.</summary>
    public bool IsFull { get; private set; }

    public bool Knows(int seriesId) => services.ContainsKey(seriesId);

    /// <returns>The monitors of the rules that match the series.</returns>
    public IReadOnlyList<RuleMonitor> Add(SeriesRef series, Func<Rule, bool> isNew)
    {
        services[series.Id] = series.Key.Service;
        LastSeriesId = Math.Max(LastSeriesId, series.Id);
        var labels = new Labels([new(Labels.Service, series.Key.Service), new(Labels.Severity, series.Key.Severity)]);
        List<RuleMonitor> added = [];
        foreach (var rule in rules.Where(rule => rule.Matchers.IsMatch(labels)))
        {
            if (monitors.Count >= maxMonitors)
            {
                IsFull = true;
                break;
            }

            var monitor = new RuleMonitor(series, rule, isNew(rule));
            monitors.Add((rule.Name, series.Id), monitor);
            added.Add(monitor);
        }

        return added;
    }

    public RuleMonitor? Find(string rule, int seriesId) => monitors.GetValueOrDefault((rule, seriesId));

    /// <summary>Gives all monitors the next minute.</summary>
    /// <param name="messages">Of a series in that minute.</param>
    public async Task AdvanceAsync(
        Minute minute,
        IEnumerable<(int SeriesId, long Count)> counts,
        Func<RuleMonitor, Task<IReadOnlyList<string>>> messages,
        DateTimeOffset now,
        ICollection<EpisodeChange> changes)
    {
        var bySeries = counts.ToDictionary(entry => entry.SeriesId, entry => entry.Count);
        var byService = bySeries
            .Where(entry => services.ContainsKey(entry.Key))
            .GroupBy(entry => services[entry.Key])
            .ToDictionary(service => service.Key, service => service.Sum(entry => entry.Value));
        foreach (var monitor in monitors.Values)
        {
            var count = bySeries.GetValueOrDefault(monitor.Series.Id);
            var input = new MinuteInput(
                count,
                byService.GetValueOrDefault(monitor.Series.Key.Service),
                monitor.Rule.Detector.MaxMessages > 0 && count > 0 ? await messages(monitor) : []);
            monitor.Advance(minute, input, now, changes);
        }

        JudgedUpTo = minute;
    }

    public IReadOnlyList<RuleState> Save()
    {
        var keys = rules.ToDictionary(rule => rule.Name, KeyOf);
        List<RuleState> states = new(monitors.Count);
        foreach (var monitor in monitors.Values)
        {
            using var memory = new MemoryStream();
            using var writer = new BinaryWriter(memory);
            monitor.Save(writer);
            writer.Flush();
            states.Add(new RuleState(keys[monitor.Rule.Name], monitor.Series.Id, memory.ToArray()));
        }

        return states;
    }

    /// <summary>The name of a rule and what its detector is: states are good for just that one.</summary>
    public static string KeyOf(Rule rule)
    {
        var spec = $"{StateFormat}|{rule.Detector}|{rule.LifeCycle}";
        return $"{rule.Name}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(spec)).AsSpan(0, 8))}";
    }
}
