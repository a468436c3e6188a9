using Grainwatch.Storage.Ingest;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Grainwatch.Api.Compression;

/// <summary>Decompresses zstd in bounded, counted memory: a frame may name a window of 2 GB, of which a decoder keeps as much as was written.</summary>
sealed class ZstdStream : DecompressionStream
{
    /// <summary>8 MB, the most that a sender may use over HTTP (RFC 9659).</summary>
    const int WindowLog = 23;

    readonly IngestMemory memory;
    int taken;

    /// <param name="compressed">Is left open.</param>
    /// <param name="memory">Is given back what was taken for the window when this is disposed.</param>
    public ZstdStream(Stream compressed, IngestMemory memory)
        : base(compressed)
    {
        this.memory = memory;
        SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLog);
    }

    /// <exception cref="InvalidDataException">What is read is no zstd, is cut off, or needs too large a window.</exception>
    /// <exception cref="IngestUnavailableException">Requests hold as much memory as they may.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            var window = Math.Min(read, (1 << WindowLog) - taken);
            memory.Take(window);
            taken += window;
            return read;
        }
        catch (ZstdException broken)
        {
            var isLarge = broken.Code == ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge;
            throw new InvalidDataException(
                isLarge ? "Its window is larger than 8 MB. Compress at a level up to 19, and without --long." : $"{broken.Message}.", broken);
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("It is cut off.", cut);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            memory.Give(taken);
            taken = 0;
        }
    }
}
