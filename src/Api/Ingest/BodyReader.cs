using System.Buffers;
using Grainwatch.Api.Errors;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Ingest;

/// <summary>
/// Reads a body into rows with one pooled buffer, which grows only for a row that is larger. Part of the hot path.
/// </summary>
static class BodyReader
{
    const int SmallestBuffer = 512;

    /// <summary>Small enough to stay out of the large object heap and in the processor's cache.</summary>
    const int UsualBuffer = 64 * 1024;

    /// <param name="length">The length of the body if that is known.</param>
    /// <exception cref="ApiException">413: it is too large, or a row of it is; 400: nothing in it is JSON.</exception>
    public static Task ReadAsync(
        Stream body,
        long? length,
        RowReader rows,
        IngestRequest request,
        IngestMemory memory,
        IngestOptions options,
        CancellationToken cancellationToken) =>
        ReadAsync(body, length, new JsonWalker(rows, request, options), memory, options, null, cancellationToken);

    /// <param name="walkedAsync">Called whenever the buffer has been walked over, to bring what was read to its place; null for a body that is read in one piece.</param>
    /// <inheritdoc cref="ReadAsync(Stream, long?, RowReader, IngestRequest, IngestMemory, IngestOptions, CancellationToken)"/>
    public static async Task ReadAsync(
        Stream body,
        long? length,
        JsonWalker walker,
        IngestMemory memory,
        IngestOptions options,
        Func<ValueTask>? walkedAsync,
        CancellationToken cancellationToken)
    {
        // One byte more than the body has: the read that finds its end then needs no larger buffer.
        using var buffer = new PooledBuffer(memory, (int)Math.Clamp((length ?? UsualBuffer) + 1, SmallestBuffer, UsualBuffer));
        long total = 0;
        var filled = 0;
        var final = false;
        while (!final)
        {
            while (filled < buffer.Bytes.Length && !final)
            {
                var read = await body.ReadAsync(buffer.Bytes.AsMemory(filled), cancellationToken);
                final = read == 0;
                filled += read;
                total += read;
                if (walkedAsync is null && total > options.MaxRequestBytes)
                {
                    throw TooLarge(options);
                }
            }

            var walked = walker.Walk(buffer.Bytes.AsSpan(0, filled), final);
            buffer.Bytes.AsSpan(walked, filled - walked).CopyTo(buffer.Bytes);
            filled -= walked;
            if (walkedAsync is not null)
            {
                await walkedAsync();
            }

            if (filled > options.MaxRowBytes)
            {
                throw walker.TooLongRow();
            }

            // Twice the room for a value that fills half: reading it again from its start then costs little in all.
            if (filled > buffer.Bytes.Length / 2)
            {
                buffer.Double(filled);
            }
        }

        walker.Finish();
    }

    public static ApiException TooLarge(IngestOptions options) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"The body is larger than {options.MaxRequestBytes} bytes after decompression. Nothing was stored. Send it in several requests, or raise Grainwatch:Ingest:MaxRequestBytes.",
        "/docs/http-api#events");

    sealed class PooledBuffer : IDisposable
    {
        readonly IngestMemory memory;

        public PooledBuffer(IngestMemory memory, int size)
        {
            this.memory = memory;
            Bytes = Rent(size);
        }

        public byte[] Bytes { get; private set; }

        public void Double(int used)
        {
            var larger = Rent(Bytes.Length * 2);
            Bytes.AsSpan(0, used).CopyTo(larger);
            Dispose();
            Bytes = larger;
        }

        public void Dispose()
        {
            memory.Give(Bytes.Length);
            ArrayPool<byte>.Shared.Return(Bytes);
        }

        byte[] Rent(int size)
        {
            var bytes = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                memory.Take(bytes.Length);
                return bytes;
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(bytes);
                throw;
            }
        }
    }
}
