using System.Buffers.Binary;

namespace Grainwatch.Pipes.Schema;

/// <summary>One COPY tuple in the making. Unlike a buffer writer it can go back: to fill in a length, and to begin anew.</summary>
sealed class CopyBuffer
{
    byte[] bytes = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Room for <paramref name="count"/> bytes at the end, already counted.</summary>
    public Span<byte> Append(int count)
    {
        if (bytes.Length - Length < count)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
        }

        Length += count;
        return bytes.AsSpan(Length - count, count);
    }

    /// <summary>Gives back what the last <see cref="Append"/> took too much.</summary>
    public void Shorten(int count) => Length -= count;

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Append(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Append(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Append(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Append(value.Length));

    public void Null() => Int32(-1);

    /// <summary>Begins a field whose length is not known yet.</summary>
    /// <returns>To be given to <see cref="EndField"/>.</returns>
    public int BeginField()
    {
        Int32(0);
        return Length;
    }

    public void EndField(int start) => BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(start - 4, 4), Length - start);

    public void PatchInt32(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at, 4), value);
}
