using CsvHelper;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Ingest;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Files;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Files;

/// <summary><c>POST /v0/datasources?name=&amp;mode=append|replace</c>: the rows of a file, of which only a piece is ever in memory.</summary>
sealed class UploadEndpoint(
    ProjectCatalogue catalogue, LogRowReader logs, GroupCommitter committer, SourceStore store, SeriesRegistry series, IngestOptions options) : IDisposable
{
    /// <summary>Not counted with the events': what files hold is bounded by how many there are at a time.</summary>
    readonly IngestMemory memory = new(new IngestOptions { MaxBufferedBytes = long.MaxValue });

    readonly SemaphoreSlim places = new(options.MaxFiles);

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var upload = UploadOptions.Read(context);
        var source = FilesApi.Find(catalogue, upload.Name);
        var key = IdempotencyKey.Read(context.Request, FilesApi.Documentation);
        await places.WaitAsync(context.RequestAborted);
        try
        {
            return Results.Json(await TakeAsync(context, upload, source, key));
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    async Task<UploadAnswer> TakeAsync(HttpContext context, UploadOptions upload, DataSource source, string? key)
    {
        var file = await UploadedFile.OpenAsync(context, memory);
        var format = upload.FormatOf(file);
        RowSink sink = upload.IsReplace
            ? new ReplaceSink(await store.ReplaceAsync(source.Name, source.Encoder?.Target, context.RequestAborted))
            : new AppendSink(committer);
        try
        {
            await using (sink)
            {
                using var pieces = new FilePieces(source.Name, upload.IsReplace ? null : key, sink, series, memory, options);
                await (format == "csv"
                    ? ReadCsvAsync(file, source, upload.Dialect, pieces, context.RequestAborted)
                    : ReadJsonAsync(file, source, pieces, context.RequestAborted));
                await sink.FinishAsync(context.RequestAborted);
                return UploadAnswer.Of(source.Name, pieces.ImportId, sink);
            }
        }
        catch (Exception failure) when (Describe(failure) is { } error)
        {
            throw new ApiException(error.Status, $"{error.Message} {sink.Stored}", FilesApi.Documentation) { RetryAfter = error.RetryAfter };
        }
    }

    async Task ReadCsvAsync(UploadedFile file, DataSource source, CsvDialect dialect, FilePieces pieces, CancellationToken cancellationToken)
    {
        using var rows = new CsvRows(file.Content, source.Columns, dialect, options.MaxRowBytes);
        var reader = Reader(source);
        var end = 0L;
        while (await rows.ReadAsync(cancellationToken))
        {
            reader.Read(rows, pieces.Current);
            end = rows.Offset + rows.Raw.Length;
            if (pieces.IsFull(end))
            {
                await pieces.CutAsync(end, cancellationToken);
            }
        }

        await pieces.CutAsync(end, cancellationToken);
    }

    async Task ReadJsonAsync(UploadedFile file, DataSource source, FilePieces pieces, CancellationToken cancellationToken)
    {
        var walker = new JsonWalker(Reader(source), pieces.Current, options) { Stored = "" };
        await BodyReader.ReadAsync(file.Content, null, walker, memory, options, CutAsync, cancellationToken);
        await pieces.CutAsync(walker.Walked, cancellationToken);

        async ValueTask CutAsync()
        {
            if (pieces.IsFull(walker.Walked))
            {
                if (!walker.FoundJson)
                {
                    throw UploadedFile.Wrong($"The first {walker.Walked} bytes of the file hold no JSON: {pieces.Current.FirstProblem}");
                }

                await pieces.CutAsync(walker.Walked, cancellationToken);
                walker.Request = pieces.Current;
            }
        }
    }

    RowReader Reader(DataSource source) => source.Encoder is { } encoder ? new EncoderRowReader(encoder) : logs;

    static ApiException? Describe(Exception failure) => failure switch
    {
        ApiException ours => ours,
        CsvFormatException wrong => UploadedFile.Wrong($"The file is no CSV that can be read: {wrong.Message} A quote that is never closed has this effect."),
        CsvHeaderException wrong => UploadedFile.Wrong(wrong.Message),
        InvalidDataException broken => UploadedFile.Wrong($"The file cannot be decompressed: {broken.Message}"),
        IngestUnavailableException away => new ApiException(StatusCodes.Status503ServiceUnavailable, away.Message) { RetryAfter = away.RetryAfter },
        BadHttpRequestException => null,
        IOException broken => UploadedFile.Wrong($"The body ends too early: {broken.Message}"),
        _ => DatabaseError.TryDescribe(failure),
    };
}
