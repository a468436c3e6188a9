using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Grainwatch.Api.Tests.Support;

static class Compressed
{
    /// <param name="encoding">As a Content-Encoding names it: gzip or zstd.</param>
    public static byte[] By(string encoding, byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (Stream compress = encoding == "zstd" ? new CompressionStream(compressed) : new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            compress.Write(bytes);
        }

        return compressed.ToArray();
    }

    public static ByteArrayContent Content(string encoding, string text) => Content(encoding, By(encoding, Encoding.UTF8.GetBytes(text)));

    public static ByteArrayContent Content(string encoding, byte[] compressed) => new(compressed) { Headers = { ContentEncoding = { encoding } } };
}
