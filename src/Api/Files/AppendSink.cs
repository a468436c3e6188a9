using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Files;

/// <summary>Rows go the way of events, each piece in a transaction of its own: what is counted of them is exact at every moment.</summary>
sealed class AppendSink(GroupCommitter committer) : RowSink
{
    /// <summary>Pieces that are being committed while the next one is read.</summary>
    const int MostUnderWay = 2;

    readonly Queue<Task<IngestCounts>> underWay = new();

    public override string Stored =>
        $"{SuccessfulRows} rows of the file are stored. With the header Idempotency-Key, the whole file can be sent again and only the rest is written.";

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (underWay.Count > 0)
        {
            Count(await underWay.Dequeue());
        }
    }

    /// <summary>What was handed over is brought to its end, and counted, also after an error.</summary>
    public override async ValueTask DisposeAsync()
    {
        foreach (var commit in underWay)
        {
            try
            {
                Count(await commit);
            }
            catch (IngestUnavailableException)
            {
                // The request ends with the first such error.
            }
        }

        underWay.Clear();
    }

    protected override async Task WriteAsync(IngestRequest rows, CancellationToken cancellationToken)
    {
        if (underWay.Count == MostUnderWay)
        {
            Count(await underWay.Dequeue());
        }

        underWay.Enqueue(committer.CommitAsync(rows));
    }
}
