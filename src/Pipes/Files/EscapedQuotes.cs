namespace Grainwatch.Pipes.Files;

/// <summary>
/// A CSV file in which a quote inside of quotes has an escape character before it, read as one in which it is doubled. Outside of quotes
/// the character is one like any other.
/// </summary>
sealed class EscapedQuotes(Stream file, byte escape) : Stream
{
    const byte Quote = (byte)'"';

    /// <summary>A byte may become two.</summary>
    readonly byte[] input = new byte[64 * 1024];
    readonly byte[] output = new byte[128 * 1024];
    int next;
    int end;
    bool isInQuotes;
    bool isEscaped;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (next == end)
        {
            var read = await file.ReadAsync(input, cancellationToken);
            if (read == 0)
            {
                return 0;
            }

            (next, end) = (0, Convert(input.AsSpan(0, read)));
        }

        var count = Math.Min(buffer.Length, end - next);
        output.AsSpan(next, count).CopyTo(buffer.Span);
        next += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int Convert(ReadOnlySpan<byte> text)
    {
        var written = 0;
        foreach (var value in text)
        {
            if (isEscaped)
            {
                isEscaped = false;
                if (value == Quote)
                {
                    output[written++] = Quote;
                }
                else if (value != escape)
                {
                    output[written++] = escape;
                }

                output[written++] = value;
            }
            else if (isInQuotes && value == escape)
            {
                isEscaped = true;
            }
            else
            {
                isInQuotes ^= value == Quote;
                output[written++] = value;
            }
        }

        return written;
    }
}
