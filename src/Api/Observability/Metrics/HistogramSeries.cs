namespace Grainwatch.Api.Observability.Metrics;

/// <summary>How many values fell under each bound.</summary>
/// <param name="bounds">Upper bounds, inclusive, ascending; above the last is one more bucket.</param>
sealed class HistogramSeries(string labels, IReadOnlyList<double> bounds) : MetricSeries(labels)
{
    readonly double[] bounds = [.. bounds];
    readonly long[] buckets = new long[bounds.Count + 1];
    double sum;

    public override void Record(double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        var found = Array.BinarySearch(bounds, value);
        Interlocked.Increment(ref buckets[found < 0 ? ~found : found]);
        AtomicDouble.Add(ref sum, value);
    }

    public override void Write(PrometheusText text, string name)
    {
        var separator = Labels.Length == 0 ? "" : ",";
        long count = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            // The count is the last bucket, added up in the same pass: it never disagrees with the buckets.
            count += Interlocked.Read(ref buckets[i]);
            var bound = i < bounds.Length ? bounds[i] : double.PositiveInfinity;
            text.Sample($"{name}_bucket", $"{Labels}{separator}le=\"{PrometheusText.Number(bound)}\"", count);
        }

        text.Sample($"{name}_sum", Labels, Volatile.Read(ref sum));
        text.Sample($"{name}_count", Labels, count);
    }
}
