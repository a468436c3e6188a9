using Grainwatch.Storage;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Ingest;

/// <summary>Reads the known series before the first request.</summary>
sealed class SeriesPreload(SeriesRegistry series, IngestMemory memory, StorageMetrics metrics) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.ObserveMemory(memory);
        return series.LoadAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
