using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Time;

namespace Grainwatch.Api.Rules;

/// <summary>What judging by rules tells of itself, for <c>/metrics</c>. Each process tells of the shards that it judges.</summary>
sealed class RuleMetrics
{
    readonly ConcurrentDictionary<int, (Minute JudgedUpTo, IReadOnlyDictionary<(string Rule, RulePhase Phase), int> Series)> shards = new();
    readonly Counter<long> judged;
    readonly Histogram<double> duration;

    public RuleMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Grainwatch.Api");
        judged = meter.CreateCounter<long>("grainwatch.rules.judged", "{minute}", "Minutes of series that were judged, by rule.");
        duration = meter.CreateHistogram<double>("grainwatch.rules.duration", "s", "How long a turn of judging the minutes of a shard took, from the lock to the commit.");
        meter.CreateObservableGauge(
            "grainwatch.rules.series", Series, "{series}", "Series that a rule watches in this process, by phase (quiet, pending, firing, recovering).");
        meter.CreateObservableGauge(
            "grainwatch.rules.judged_up_to", JudgedUpTo, "s", "When the last minute ended that this process judged of a shard, in seconds since 1970.");
    }

    /// <param name="minutes">How many were judged now.</param>
    public void Judged(RuleShard shard, RuleWatch watch, int minutes, TimeSpan took)
    {
        var series = watch.Monitors.GroupBy(monitor => (monitor.Rule.Name, monitor.Phase)).ToDictionary(group => group.Key, group => group.Count());
        shards[shard.Number] = (watch.JudgedUpTo, series);
        duration.Record(took.TotalSeconds);
        foreach (var rule in series.GroupBy(entry => entry.Key.Name))
        {
            judged.Add((long)minutes * rule.Sum(entry => entry.Value), new KeyValuePair<string, object?>("rule", rule.Key));
        }
    }

    /// <summary>The shard is judged elsewhere from now on.</summary>
    public void Forget(RuleShard shard) => shards.TryRemove(shard.Number, out _);

    IEnumerable<Measurement<int>> Series() => shards.Values
        .SelectMany(shard => shard.Series)
        .GroupBy(entry => entry.Key)
        .Select(group => new Measurement<int>(
            group.Sum(entry => entry.Value), new("rule", group.Key.Rule), new("phase", group.Key.Phase.Name())));

    IEnumerable<Measurement<long>> JudgedUpTo() =>
        shards.Select(shard => new Measurement<long>(shard.Value.JudgedUpTo.End.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("shard", shard.Key)));
}
