using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Files;

/// <summary>Rows that take the place of those that are there, all at once or not at all.</summary>
sealed class ReplaceSink(SourceReplacement replacement) : RowSink
{
    public override string Stored => "Nothing was changed.";

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (SuccessfulRows == 0 && QuarantinedRows > 0)
        {
            throw UploadedFile.Wrong($"No row of the file fits: the first {FirstProblem}.");
        }

        await replacement.CommitAsync(cancellationToken);
    }

    public override ValueTask DisposeAsync() => replacement.DisposeAsync();

    protected override async Task WriteAsync(IngestRequest rows, CancellationToken cancellationToken)
    {
        var counts = new IngestCounts(rows.SuccessfulRows, rows.QuarantinedRows);
        await replacement.AddAsync(rows, cancellationToken);
        Count(counts);
    }
}
