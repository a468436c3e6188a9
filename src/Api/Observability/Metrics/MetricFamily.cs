using System.Collections.Concurrent;
using System.Globalization;

namespace Grainwatch.Api.Observability.Metrics;

/// <summary>All series of one metric, found by their tags without an allocation once they exist.</summary>
sealed class MetricFamily(string name, MetricType type, string help, Func<string, MetricSeries> create)
{
    /// <summary>
    /// Tags come from code, but some hold names that people choose: past this many series the rest are counted as one. It is enough for
    /// the phases of as many probes as an installation may have by default, twice over.
    /// </summary>
    public const int MaxSeries = 20_000;

    readonly ConcurrentDictionary<int, Entry[]> byHash = [];
    readonly SortedDictionary<string, MetricSeries> byLabels = new(StringComparer.Ordinal);
    readonly Lock growing = new();
    MetricSeries? untagged;

    public string Name => name;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(tags).Record(value);

    /// <summary>Forgets every series, for instruments that are asked anew each time: what is gone must not take the place of what comes.</summary>
    public void Clear()
    {
        lock (growing)
        {
            byLabels.Clear();
            byHash.Clear();
            untagged = null;
        }
    }

    public void Write(PrometheusText text)
    {
        lock (growing)
        {
            if (byLabels.Count == 0)
            {
                return;
            }

            text.Header(name, type, help);
            foreach (var series in byLabels.Values)
            {
                series.Write(text, name);
            }
        }
    }

    MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return untagged ??= Grow(tags, hash: 0);
        }

        var hash = Hash(tags);
        foreach (var entry in byHash.GetValueOrDefault(hash) ?? [])
        {
            if (entry.Matches(tags))
            {
                return entry.Series;
            }
        }

        return Grow(tags, hash);
    }

    MetricSeries Grow(ReadOnlySpan<KeyValuePair<string, object?>> tags, int hash)
    {
        var labels = Labels(tags);
        lock (growing)
        {
            if (!byLabels.TryGetValue(labels, out var series))
            {
                if (byLabels.Count >= MaxSeries)
                {
                    // Not remembered by its tags: those are what there are too many of.
                    return Overflow();
                }

                byLabels[labels] = series = create(labels);
            }

            if (!tags.IsEmpty)
            {
                byHash[hash] = [.. byHash.GetValueOrDefault(hash) ?? [], new Entry(tags.ToArray(), series)];
            }

            return series;
        }
    }

    MetricSeries Overflow()
    {
        var labels = PrometheusText.Label("overflow", "true");
        return byLabels.TryGetValue(labels, out var series) ? series : byLabels[labels] = create(labels);
    }

    static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (var (tag, value) in tags)
        {
            labels.TryAdd(MetricName.OfLabel(tag), Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        return string.Join(',', labels.Select(label => PrometheusText.Label(label.Key, label.Value)));
    }

    static int Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        HashCode hash = default;
        foreach (var (tag, value) in tags)
        {
            hash.Add(tag);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    sealed record Entry(KeyValuePair<string, object?>[] Tags, MetricSeries Series)
    {
        public bool Matches(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length != Tags.Length)
            {
                return false;
            }

            for (var i = 0; i < tags.Length; i++)
            {
                if (tags[i].Key != Tags[i].Key || !Equals(tags[i].Value, Tags[i].Value))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
