using System.Diagnostics.Metrics;
using Grainwatch.Api.Observability.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Api.Tests.Observability;

public sealed class MetricsRegistryTests : IDisposable
{
    readonly MetricsRegistry registry = new(NullLogger<MetricsRegistry>.Instance);
    readonly Meter meter = new("Grainwatch.Test");

    public MetricsRegistryTests() => registry.StartAsync(CancellationToken.None).GetAwaiter().GetResult();

    public void Dispose()
    {
        registry.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void ACounterAddsUpAndEndsInTotal()
    {
        var counter = meter.CreateCounter<long>("test.rows", "{row}", "Rows that came.");
        counter.Add(2);
        counter.Add(3);

        Assert.Contains("# HELP test_rows_total Rows that came.\n# TYPE test_rows_total counter\ntest_rows_total 5\n", registry.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameTagsInAnotherOrderAreTheSameSeries()
    {
        var counter = meter.CreateCounter<int>("test.ordered");
        counter.Add(1, new("b", "2"), new KeyValuePair<string, object?>("a", 1));
        counter.Add(1, new("a", 1), new KeyValuePair<string, object?>("b", "2"));

        Assert.Contains("\ntest_ordered_total{a=\"1\",b=\"2\"} 2\n", registry.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void LabelValuesAreEscaped()
    {
        meter.CreateCounter<int>("test.escaped").Add(1, new KeyValuePair<string, object?>("bad.name", "a\"b\\c\nd"));

        Assert.Contains("test_escaped_total{bad_name=\"a\\\"b\\\\c\\nd\"} 1\n", registry.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void AHistogramCountsCumulativelyUnderInclusiveBounds()
    {
        var histogram = meter.CreateHistogram("test.wait", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var value in new[] { 0.25, 0.5, 0.75, 2 })
        {
            histogram.Record(value, new KeyValuePair<string, object?>("k", "v"));
        }

        Assert.Contains(
            """
            # TYPE test_wait_seconds histogram
            test_wait_seconds_bucket{k="v",le="0.5"} 2
            test_wait_seconds_bucket{k="v",le="1"} 3
            test_wait_seconds_bucket{k="v",le="+Inf"} 4
            test_wait_seconds_sum{k="v"} 3.5
            test_wait_seconds_count{k="v"} 4

            """,
            registry.Read(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void WhatGoesUpAndDownIsAGauge()
    {
        var open = meter.CreateUpDownCounter<int>("test.open");
        open.Add(3);
        open.Add(-1);

        Assert.Contains("# TYPE test_open gauge\ntest_open 2\n", registry.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsObservedIsAskedAnewEachTime()
    {
        var sizes = new Dictionary<string, int> { ["left"] = 1, ["right"] = 5 };
        meter.CreateObservableGauge(
            "test.size", () => sizes.Select(size => new Measurement<int>(size.Value, new KeyValuePair<string, object?>("side", size.Key))), "By");
        Assert.Contains("test_size_bytes{side=\"left\"} 1\n", registry.Read(), StringComparison.Ordinal);

        sizes.Remove("left");
        var second = registry.Read();

        Assert.DoesNotContain("left", second, StringComparison.Ordinal);
        Assert.Contains("test_size_bytes{side=\"right\"} 5\n", second, StringComparison.Ordinal);
    }

    [Fact]
    public void OneThatCannotBeReadDoesNotHideTheOthers()
    {
        meter.CreateObservableGauge("test.broken", int () => throw new InvalidOperationException("no value"));
        meter.CreateObservableGauge("test.whole", () => 7);

        Assert.Contains("test_whole 7\n", registry.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void TooManySeriesAreCountedAsOne()
    {
        var counter = meter.CreateCounter<int>("test.many");
        for (var i = 0; i < MetricFamily.MaxSeries + 10; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("caller", i));
        }

        var text = registry.Read();

        Assert.Contains("test_many_total{overflow=\"true\"} 10\n", text, StringComparison.Ordinal);
        Assert.Equal(MetricFamily.MaxSeries + 1, text.Split('\n').Count(line => line.StartsWith("test_many_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public void NothingIsLostWhenManyThreadsRecord()
    {
        var counter = meter.CreateCounter<long>("test.threads");
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("parity", i % 2));
            }
        });

        var text = registry.Read();

        Assert.Contains("test_threads_total{parity=\"0\"} 40000\n", text, StringComparison.Ordinal);
        Assert.Contains("test_threads_total{parity=\"1\"} 40000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void MetersOfOthersAreLeftOut()
    {
        using var other = new Meter("Somebody.Else");
        other.CreateCounter<int>("test.foreign").Add(1);

        Assert.DoesNotContain("test_foreign", registry.Read(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b-c", "s", "a_b_c_seconds_total")]
    [InlineData("a.seconds", "s", "a_seconds_total")]
    [InlineData("a.total", "By", "a_bytes_total")]
    [InlineData("9lives", null, "_9lives_total")]
    [InlineData("ratio", "1", "ratio_total")]
    public void NamesFollowPrometheus(string name, string? unit, string expected)
    {
        meter.CreateCounter<int>(name, unit).Add(1);

        Assert.Contains($"\n{expected} 1\n", $"\n{registry.Read()}", StringComparison.Ordinal);
    }
}
