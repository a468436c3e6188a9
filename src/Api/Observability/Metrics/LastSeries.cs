namespace Grainwatch.Api.Observability.Metrics;

/// <summary>The last value that was recorded: gauges.</summary>
sealed class LastSeries(string labels) : MetricSeries(labels)
{
    double last = double.NaN;

    public override void Record(double value) => Volatile.Write(ref last, value);

    public override void Write(PrometheusText text, string name)
    {
        if (Volatile.Read(ref last) is var value && !double.IsNaN(value))
        {
            text.Sample(name, Labels, value);
        }
    }
}
