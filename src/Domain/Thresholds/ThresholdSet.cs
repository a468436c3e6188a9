using System.Collections.Frozen;
using Grainwatch.Domain.Series;

namespace Grainwatch.Domain.Thresholds;

/// <summary>The thresholds in force at one moment, and which one holds for a series. Immutable.</summary>
public sealed class ThresholdSet
{
    readonly FrozenDictionary<SeriesKey, Threshold> active;

    /// <param name="version">The version of the state that <paramref name="thresholds"/> are (<see cref="IThresholdSource"/>).</param>
    /// <param name="thresholds">In any order; of several for one pair the newest counts.</param>
    public ThresholdSet(long version, IEnumerable<Threshold> thresholds)
    {
        Version = version;
        active = thresholds
            .GroupBy(threshold => new SeriesKey(threshold.Service, threshold.Severity))
            .Select(pair => pair.OrderByDescending(threshold => threshold.UpdatedAt).ThenByDescending(threshold => threshold.Arrival).First())
            .Where(threshold => threshold.Active)
            .ToFrozenDictionary(threshold => new SeriesKey(threshold.Service, threshold.Severity));
    }

    public static ThresholdSet Empty { get; } = new(0, []);

    public long Version { get; }

    /// <summary>The threshold that holds for a series: the most exact one there is, service before severity. Null when none applies.</summary>
    public Threshold? For(SeriesKey series) =>
        active.GetValueOrDefault(series)
        ?? active.GetValueOrDefault(series with { Severity = Threshold.Wildcard })
        ?? active.GetValueOrDefault(series with { Service = Threshold.Wildcard })
        ?? active.GetValueOrDefault(new SeriesKey(Threshold.Wildcard, Threshold.Wildcard));
}
