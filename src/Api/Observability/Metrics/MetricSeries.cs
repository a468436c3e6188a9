namespace Grainwatch.Api.Observability.Metrics;

/// <summary>The value of one metric under one set of labels. Recorded by many threads at once.</summary>
/// <param name="labels">As they stand between the braces, sorted and escaped; empty for none.</param>
abstract class MetricSeries(string labels)
{
    public string Labels { get; } = labels;

    public abstract void Record(double value);

    public abstract void Write(PrometheusText text, string name);
}
