using System.Buffers;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// COPY tuples of one request, in pooled pieces small enough to stay out of the large object heap. Part of the hot path: it hands out
/// raw spans, and the caller must not write past what it reserved.
/// </summary>
public sealed class TupleChunks(IngestMemory memory) : IDisposable
{
    const int SmallestChunk = 512;
    const int LargestChunk = 64 * 1024;

    byte[][] chunks = [];
    int[] lengths = [];
    int count;
    int used;

    public int CurrentChunk => count - 1;

    public int CurrentOffset => used;

    public int Count => count;

    /// <summary>Room for <paramref name="size"/> bytes in one piece, at <see cref="CurrentChunk"/> and <see cref="CurrentOffset"/>.</summary>
    /// <param name="expected">What will be written in all, as far as the caller knows: a hint for the size of a new piece.</param>
    public Span<byte> Reserve(int size, int expected)
    {
        if (count == 0 || chunks[count - 1].Length - used < size)
        {
            Add(Math.Max(size, Math.Clamp(expected, SmallestChunk, LargestChunk)));
        }

        return chunks[count - 1].AsSpan(used);
    }

    public void Advance(int bytes) => lengths[count - 1] = used += bytes;

    public Span<byte> Slice(int chunk, int offset, int length) => chunks[chunk].AsSpan(offset, length);

    public ReadOnlyMemory<byte> Memory(int chunk, int offset, int length) => chunks[chunk].AsMemory(offset, length);

    /// <summary>What was written into one piece.</summary>
    public ReadOnlyMemory<byte> Written(int chunk) => chunks[chunk].AsMemory(0, lengths[chunk]);

    public void Append(ReadOnlySpan<byte> tuple)
    {
        tuple.CopyTo(Reserve(tuple.Length, tuple.Length));
        Advance(tuple.Length);
    }

    public void Dispose()
    {
        for (var chunk = 0; chunk < count; chunk++)
        {
            memory.Give(chunks[chunk].Length);
            ArrayPool<byte>.Shared.Return(chunks[chunk]);
        }

        count = 0;
        used = 0;
    }

    void Add(int size)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            memory.Take(chunk.Length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(chunk);
            throw;
        }

        if (count == chunks.Length)
        {
            Array.Resize(ref chunks, Math.Max(1, count * 2));
            Array.Resize(ref lengths, chunks.Length);
        }

        chunks[count] = chunk;
        lengths[count++] = 0;
        used = 0;
    }
}
