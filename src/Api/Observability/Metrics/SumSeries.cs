namespace Grainwatch.Api.Observability.Metrics;

/// <summary>The sum of what was recorded: counters, and what goes up and down.</summary>
sealed class SumSeries(string labels) : MetricSeries(labels)
{
    double sum;

    public override void Record(double value) => AtomicDouble.Add(ref sum, value);

    public override void Write(PrometheusText text, string name) => text.Sample(name, Labels, Volatile.Read(ref sum));
}
