namespace Grainwatch.Api.Observability.Metrics;

/// <summary>The types of Prometheus' text format that instruments map to.</summary>
enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}
