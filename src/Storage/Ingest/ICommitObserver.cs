using Grainwatch.Domain.Counting;

namespace Grainwatch.Storage.Ingest;

/// <summary>Is told of every committed batch, after the commit and before its requests are answered.</summary>
public interface ICommitObserver
{
    ValueTask CommittedAsync(CommittedBatch batch, CancellationToken cancellationToken);
}

/// <param name="TransactionId">Postgres' <c>pg_current_xact_id()</c> of the batch.</param>
/// <param name="Logs">What the batch added to the counts of series; empty when it held no logs.</param>
/// <param name="Sources">The data sources that got rows.</param>
public sealed record CommittedBatch(ulong TransactionId, IReadOnlyList<SeriesCounts> Logs, IReadOnlySet<string> Sources);
