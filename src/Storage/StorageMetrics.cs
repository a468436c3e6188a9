using System.Diagnostics.Metrics;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Storage;

/// <summary>What this project measures, under the meter <c>Grainwatch.Storage</c>.</summary>
public sealed class StorageMetrics : IDisposable
{
    public const string MeterName = "Grainwatch.Storage";

    readonly Meter meter = new(MeterName);
    readonly Counter<long> ingested;
    readonly Counter<long> quarantined;
    readonly Histogram<double> commitDuration;
    readonly Histogram<long> batchRows;

    public StorageMetrics()
    {
        ingested = meter.CreateCounter<long>("grainwatch.ingest.rows", "{row}", "Rows committed.");
        quarantined = meter.CreateCounter<long>("grainwatch.ingest.quarantined_rows", "{row}", "Rows that went to quarantine.");
        commitDuration = meter.CreateHistogram<double>("grainwatch.ingest.commit.duration", "s", "From BEGIN to the answer of COMMIT.");
        batchRows = meter.CreateHistogram<long>("grainwatch.ingest.batch.rows", "{row}", "Rows of one transaction.");
    }

    public void ObserveQueue(Func<int> waitingRows) =>
        meter.CreateObservableGauge("grainwatch.ingest.waiting_rows", waitingRows, "{row}", "Rows that wait for their commit.");

    public void ObserveMemory(IngestMemory memory) =>
        meter.CreateObservableGauge("grainwatch.ingest.buffered", () => memory.Held, "By", "Bytes held by requests under way.");

    public void BatchCommitted(TimeSpan duration, IReadOnlyList<IngestRequest> requests)
    {
        long rows = 0;
        foreach (var bySource in requests.GroupBy(request => request.Source))
        {
            var source = new KeyValuePair<string, object?>("source", bySource.Key);
            var successful = bySource.Sum(request => (long)request.SuccessfulRows);
            var refused = bySource.Sum(request => (long)request.QuarantinedRows);
            rows += successful + refused;
            ingested.Add(successful, source);
            quarantined.Add(refused, source);
        }

        commitDuration.Record(duration.TotalSeconds);
        batchRows.Record(rows);
    }

    public void Dispose() => meter.Dispose();
}
