using System.Net;

namespace Grainwatch.Cli.Files;

/// <summary>A file as a body, with word of how far it is.</summary>
sealed class FileContent(FileInfo file, Action<long> progress) : HttpContent
{
    const int PieceBytes = 256 * 1024;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) => await CopyAsync(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => CopyAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = file.Length;
        return true;
    }

    async Task CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var content = file.OpenRead();
        var piece = new byte[PieceBytes];
        var sent = 0L;
        while (await content.ReadAsync(piece, cancellationToken) is > 0 and var read)
        {
            await stream.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            progress(sent += read);
        }
    }
}
