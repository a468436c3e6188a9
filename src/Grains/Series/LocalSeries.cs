using System.Collections.Concurrent;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;

namespace Grainwatch.Grains.Series;

/// <summary>The series whose monitors are in memory of this silo.</summary>
public sealed class LocalSeries
{
    readonly ConcurrentDictionary<GrainId, Entry> entries = [];

    public LocalSeries(DetectionMetrics metrics) => metrics.ObserveSeries(() => Count);

    public int Count => entries.Count;

    /// <summary>Those of this moment; some may be gone when they are reached.</summary>
    public IEnumerable<Entry> All => entries.Select(pair => pair.Value);

    public Entry Add(SeriesKey key, ISeriesGrain grain, IGrainContext context)
    {
        var entry = new Entry(key, grain, context);
        entries[context.GrainId] = entry;
        return entry;
    }

    public void Remove(Entry entry) => entries.TryRemove(KeyValuePair.Create(entry.Context.GrainId, entry));

    /// <summary>One monitor. Its threshold is written by its grain and read by others.</summary>
    public sealed class Entry(SeriesKey key, ISeriesGrain grain, IGrainContext context)
    {
        /// <summary>A threshold that no series has, as it compares equal to nothing; so it stands for none.</summary>
        const double None = double.NaN;

        double threshold = None;
        bool isStored = true;

        public SeriesKey Key => key;

        public ISeriesGrain Grain => grain;

        public IGrainContext Context => context;

        public double? Threshold
        {
            get => Volatile.Read(ref threshold) is var value && double.IsNaN(value) ? null : value;
            set => Volatile.Write(ref threshold, value ?? None);
        }

        /// <summary>Whether all that follows from <see cref="Threshold"/> is stored. To be asked after it.</summary>
        public bool IsStored
        {
            get => Volatile.Read(ref isStored);
            set => Volatile.Write(ref isStored, value);
        }
    }
}
