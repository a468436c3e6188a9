using Grainwatch.Storage.Ingest;

namespace Grainwatch.Storage.Maintenance;

/// <summary>Has a partition ready for every row before it is copied.</summary>
public sealed class Partitions(LogPartitions logs, TablePartitions tables)
{
    /// <summary>Reads what there is again at the next need: a partition that was known is gone.</summary>
    public void Forget()
    {
        logs.Forget();
        tables.Forget();
    }

    internal async ValueTask EnsureAsync(IReadOnlyList<IngestRequest> requests, CancellationToken cancellationToken)
    {
        await logs.EnsureAsync(requests, cancellationToken);
        await tables.EnsureAsync(requests, cancellationToken);
    }
}
