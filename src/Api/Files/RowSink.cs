using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Files;

/// <summary>Where the rows of a file go, piece by piece.</summary>
abstract class RowSink : IAsyncDisposable
{
    public long SuccessfulRows { get; private set; }

    public long QuarantinedRows { get; private set; }

    public string? FirstProblem { get; private set; }

    /// <summary>For errors: what became of the rows so far.</summary>
    public abstract string Stored { get; }

    /// <summary>Takes the rows over.</summary>
    public async Task AddAsync(IngestRequest rows, CancellationToken cancellationToken)
    {
        FirstProblem ??= rows.FirstProblem;
        await WriteAsync(rows, cancellationToken);
    }

    /// <summary>To be called when all rows were added.</summary>
    public abstract Task FinishAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    protected abstract Task WriteAsync(IngestRequest rows, CancellationToken cancellationToken);

    protected void Count(IngestCounts counts)
    {
        SuccessfulRows += counts.SuccessfulRows;
        QuarantinedRows += counts.QuarantinedRows;
    }
}
