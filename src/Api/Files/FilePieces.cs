using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Files;

/// <summary>
/// Cuts a file into pieces of rows. Where it is cut depends on its bytes alone: so a piece of a file that is sent again with the same key is
/// known by where it begins and ends.
/// </summary>
sealed class FilePieces(string source, string? key, RowSink sink, SeriesRegistry series, IngestMemory memory, IngestOptions options) : IDisposable
{
    const int MostRows = 10_000;
    const int MostBytes = 4 << 20;

    readonly string importId = Guid.CreateVersion7().ToString();
    long begin;
    IngestRequest? current;

    public string ImportId => importId;

    public IngestRequest Current => current ??= new IngestRequest(source, null, memory) { ImportId = importId };

    /// <param name="offset">How far the file is read.</param>
    public bool IsFull(long offset) => Current.Rows >= MostRows || offset - begin >= MostBytes;

    /// <summary>Hands the rows so far to the sink.</summary>
    public async Task CutAsync(long offset, CancellationToken cancellationToken)
    {
        if (offset > options.MaxFileBytes)
        {
            throw new Errors.ApiException(
                StatusCodes.Status413PayloadTooLarge,
                $"The file is larger than {options.MaxFileBytes} bytes after decompression. Send it in parts, or raise Grainwatch:Ingest:MaxFileBytes.",
                FilesApi.Documentation);
        }

        if (Current.Rows > 0)
        {
            await Current.ResolveSeriesAsync(series, options.MaxSeries);
            Current.IdempotencyKey = key is null ? null : $"file {key} {begin}-{offset}";
            var rows = Current;
            current = null;
            await sink.AddAsync(rows, cancellationToken);
        }

        begin = offset;
        if (sink.QuarantinedRows > options.MaxQuarantinedRows)
        {
            throw UploadedFile.Wrong($"More than {options.MaxQuarantinedRows} rows do not fit: the first {sink.FirstProblem}.");
        }
    }

    public void Dispose() => current?.Dispose();
}
