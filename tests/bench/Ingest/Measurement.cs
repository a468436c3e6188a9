namespace Grainwatch.Bench.Ingest;

/// <summary>What one run showed. Processors are counted as how many were busy on average.</summary>
sealed record Measurement(
    double RowsPerSecond, TimeSpan Median, TimeSpan Percentile99, double ServerCpus, double PostgresCpus, double LoadCpus, double ServerMegabytes)
{
    /// <summary>The run in the middle by rows a second.</summary>
    public static Measurement MedianOf(IReadOnlyCollection<Measurement> runs) =>
        runs.OrderBy(run => run.RowsPerSecond).ElementAt(runs.Count / 2);
}
