using System.IO.Compression;
using Grainwatch.Api.Errors;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Compression;

/// <summary>Knows how a body is compressed, and reads it.</summary>
static class BodyEncodings
{
    /// <exception cref="ApiException">415: the request names an encoding that is not read here.</exception>
    public static BodyEncoding Named(HttpContext context, string documentation)
    {
        var name = context.Request.Headers.ContentEncoding.ToString();
        switch (name.ToLowerInvariant())
        {
            case "" or "identity":
                return BodyEncoding.None;
            case "gzip" or "x-gzip":
                return BodyEncoding.Gzip;
            case "zstd":
                return BodyEncoding.Zstd;
            default:
                context.Response.Headers.AcceptEncoding = "gzip, zstd";
                throw new ApiException(
                    StatusCodes.Status415UnsupportedMediaType, $"The Content-Encoding '{name}' is not read here. Send gzip, zstd, or no encoding.", documentation);
        }
    }

    /// <param name="begin">The first four bytes, or fewer where there are no more.</param>
    public static BodyEncoding Seen(ReadOnlySpan<byte> begin) => begin switch
    {
        [0x1F, 0x8B, ..] => BodyEncoding.Gzip,
        [0x28, 0xB5, 0x2F, 0xFD] => BodyEncoding.Zstd,
        // A skippable frame, with which pzstd begins.
        [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18] => BodyEncoding.Zstd,
        _ => BodyEncoding.None,
    };

    /// <returns>What was compressed; reading it throws <see cref="InvalidDataException"/> where it is broken or cut off. Disposing it leaves <paramref name="content"/> open.</returns>
    public static Stream Decompress(this Stream content, BodyEncoding encoding, IngestMemory memory) => encoding switch
    {
        BodyEncoding.Gzip => new GZipStream(content, CompressionMode.Decompress, leaveOpen: true),
        BodyEncoding.Zstd => new ZstdStream(content, memory),
        _ => content,
    };
}
