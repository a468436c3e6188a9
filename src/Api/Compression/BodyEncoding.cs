namespace Grainwatch.Api.Compression;

/// <summary>How a body or a file may be compressed: gzip (RFC 1952) or zstd (RFC 8878).</summary>
enum BodyEncoding
{
    None,
    Gzip,
    Zstd,
}
