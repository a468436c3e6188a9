using Grainwatch.Api.Compression;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Tests.Compression;

public sealed class ZstdStreamTests
{
    const int Window = 8 << 20;

    [Theory]
    [InlineData(3 << 20, 3 << 20)]
    [InlineData(20 << 20, Window)]
    public async Task CountsItsWindowUntilItIsDisposed(int length, int counted)
    {
        var memory = new IngestMemory(new IngestOptions());
        var compressed = Compressed.By("zstd", new byte[length]);

        await using (var stream = new ZstdStream(new MemoryStream(compressed), memory))
        {
            await stream.CopyToAsync(Stream.Null);
            Assert.Equal(counted, memory.Held);
        }

        Assert.Equal(0, memory.Held);
    }

    [Fact]
    public async Task TakesNoMoreThanThereIs()
    {
        var memory = new IngestMemory(new IngestOptions { MaxBufferedBytes = 1 << 20 });

        await using (var stream = new ZstdStream(new MemoryStream(Compressed.By("zstd", new byte[3 << 20])), memory))
        {
            await Assert.ThrowsAsync<IngestUnavailableException>(() => stream.CopyToAsync(Stream.Null));
        }

        Assert.Equal(0, memory.Held);
    }

    [Fact]
    public async Task ReadsFramesOneAfterTheOther()
    {
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7];
        byte[] two = [.. skippable, .. Compressed.By("zstd", "one "u8.ToArray()), .. Compressed.By("zstd", "two"u8.ToArray())];
        Assert.Equal(BodyEncoding.Zstd, BodyEncodings.Seen(two.AsSpan(0, 4)));
        using var read = new MemoryStream();

        await using var stream = new ZstdStream(new MemoryStream(two), new IngestMemory(new IngestOptions()));
        await stream.CopyToAsync(read);

        Assert.Equal("one two"u8.ToArray(), read.ToArray());
    }

    [Fact]
    public async Task RefusesAWindowThatNobodyMayAskFor()
    {
        // RFC 8878, section 3.1.1.1.2: an exponent of 14 is a window of 16 MB.
        byte[] large = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 14 << 3, 1, 0, 0];

        await using var stream = new ZstdStream(new MemoryStream(large), new IngestMemory(new IngestOptions()));
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => stream.CopyToAsync(Stream.Null));

        Assert.Contains("larger than 8 MB", refused.Message, StringComparison.Ordinal);
    }
}
