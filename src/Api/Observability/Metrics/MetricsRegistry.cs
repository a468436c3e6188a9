using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Grainwatch.Api.Observability.Metrics;

/// <summary>Listens to the instruments of this process, and keeps their values for whoever asks.</summary>
sealed partial class MetricsRegistry : IHostedService, IDisposable
{
    /// <summary>Seconds, as durations are measured here.</summary>
    static readonly IReadOnlyList<double> DefaultBounds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    readonly ConcurrentDictionary<string, MetricFamily> families = [];
    readonly ConcurrentBag<MetricFamily> observed = [];
    readonly MeterListener listener = new();
    readonly Lock reading = new();
    readonly ILogger<MetricsRegistry> logger;

    public MetricsRegistry(ILogger<MetricsRegistry> logger)
    {
        this.logger = logger;
        listener.InstrumentPublished = (instrument, meterListener) =>
        {
            if (IsWanted(instrument))
            {
                meterListener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
            }
        };
        listener.SetMeasurementEventCallback<byte>((_, value, tags, family) => Record(family, value, tags));
        listener.SetMeasurementEventCallback<short>((_, value, tags, family) => Record(family, value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record(family, value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record(family, value, tags));
        listener.SetMeasurementEventCallback<float>((_, value, tags, family) => Record(family, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record(family, value, tags));
        listener.SetMeasurementEventCallback<decimal>((_, value, tags, family) => Record(family, (double)value, tags));
    }

    /// <summary>Started with the host, so that nothing that happens before the first scrape is missed.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => listener.Dispose();

    /// <summary>Everything as of now, in Prometheus' text format.</summary>
    public string Read()
    {
        lock (reading)
        {
            foreach (var family in observed)
            {
                family.Clear();
            }

            try
            {
                listener.RecordObservableInstruments();
            }
            catch (AggregateException some)
            {
                // The others were recorded all the same.
                LogUnreadable(logger, some);
            }

            var text = new PrometheusText();
            foreach (var family in families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                family.Write(text);
            }

            return text.ToString();
        }
    }

    /// <summary>Ours, the runtime's, Orleans', and of the libraries what tells something: not every one of their counters.</summary>
    static bool IsWanted(Instrument instrument) => instrument.Meter.Name switch
    {
        "System.Runtime" or "Microsoft.Orleans" or ProcessMetrics.MeterName => true,
        "Microsoft.AspNetCore.Hosting" => true,
        "Npgsql" => instrument.Name.StartsWith("db.client.connection", StringComparison.Ordinal),
        var name => name.StartsWith("Grainwatch.", StringComparison.Ordinal),
    };

    static void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)family!).Record(value, tags);

    MetricFamily FamilyOf(Instrument instrument)
    {
        var (type, create) = Kind(instrument);
        var name = MetricName.Of(instrument, type);
        return families.GetOrAdd(name, _ =>
        {
            var family = new MetricFamily(name, type, instrument.Description ?? instrument.Name, create);
            if (instrument.IsObservable)
            {
                observed.Add(family);
            }

            return family;
        });
    }

    static (MetricType Type, Func<string, MetricSeries> Create) Kind(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        if (kind == typeof(Histogram<>))
        {
            var bounds = Bounds(instrument);
            return (MetricType.Histogram, labels => new HistogramSeries(labels, bounds));
        }

        return kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? (MetricType.Counter, labels => new SumSeries(labels))
            : kind == typeof(Gauge<>) || kind == typeof(ObservableGauge<>) ? (MetricType.Gauge, labels => new LastSeries(labels))
            : (MetricType.Gauge, labels => new SumSeries(labels));
    }

    /// <summary>What the instrument advises.</summary>
    static IReadOnlyList<double> Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
        Histogram<float> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => DefaultBounds,
    };

    [LoggerMessage(1, LogLevel.Warning, "Some metrics could not be read")]
    static partial void LogUnreadable(ILogger logger, Exception exception);
}
