using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Grainwatch.Domain.Series;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// The log rows of one request as COPY tuples of <c>log_entries</c>. Part of the hot path: the rows are values in a pooled array.
/// </summary>
sealed class LogRows(IngestMemory memory) : IDisposable
{
    /// <summary>Where the series' number stands in a tuple: after the field count and the field's length.</summary>
    const int SeriesOffset = 6;

    static readonly int RowSize = System.Runtime.CompilerServices.Unsafe.SizeOf<LogRow>();

    LogRow[] rows = [];
    TupleChunks? raw;
    List<(int Chunk, int Offset, int Length)>? rawOfUnknown;
    Dictionary<SeriesKey, int>? unknown;

    public TupleChunks Tuples { get; } = new(memory);

    public int Count { get; private set; }

    public int FirstMinute { get; private set; } = int.MaxValue;

    public int LastMinute { get; private set; } = int.MinValue;

    public ReadOnlySpan<LogRow> Rows => rows.AsSpan(0, Count);

    public bool HasUnknownSeries => unknown is not null;

    /// <summary>Takes over the tuple that was written to <see cref="Tuples"/>' reserved room.</summary>
    public void Add(SeriesEntry series, int minute, int length)
    {
        Add(new LogRow(series.Slot, minute, Tuples.CurrentChunk, Tuples.CurrentOffset, length));
        FirstMinute = Math.Min(FirstMinute, minute);
        LastMinute = Math.Max(LastMinute, minute);
    }

    /// <summary>The same for a series that has no number yet: the row's text is kept, in case it never gets one.</summary>
    public void AddUnknown(ReadOnlySpan<byte> service, ReadOnlySpan<byte> severity, int minute, int length, ReadOnlySpan<byte> json)
    {
        unknown ??= [];
        rawOfUnknown ??= [];
        raw ??= new TupleChunks(memory);
        var key = new SeriesKey(Encoding.UTF8.GetString(service), Encoding.UTF8.GetString(severity));
        if (!unknown.TryGetValue(key, out var place))
        {
            place = unknown.Count;
            unknown.Add(key, place);
        }

        raw.Reserve(json.Length, json.Length);
        rawOfUnknown.Add((raw.CurrentChunk, raw.CurrentOffset, json.Length));
        raw.Append(json);
        Add(new LogRow(~place, minute, Tuples.CurrentChunk, Tuples.CurrentOffset, length));
    }

    /// <summary>Writes the numbers of new series into their rows.</summary>
    /// <param name="refused">Gets the text of each row whose series is past the limit; these rows are left out.</param>
    public async Task ResolveAsync(SeriesRegistry registry, Action<ReadOnlyMemory<byte>> refused)
    {
        if (unknown is null)
        {
            return;
        }

        var found = await registry.ResolveAsync(unknown.Keys.ToArray());
        var kept = 0;
        var nextUnknown = 0;
        for (var i = 0; i < Count; i++)
        {
            var row = rows[i];
            if (row.Slot < 0)
            {
                var (chunk, offset, length) = rawOfUnknown![nextUnknown++];
                if (found[~row.Slot] is not { } series)
                {
                    refused(raw!.Slice(chunk, offset, length).ToArray());
                    continue;
                }

                BinaryPrimitives.WriteInt32BigEndian(Tuples.Slice(row.Chunk, row.Offset + SeriesOffset, sizeof(int)), series.Series.Id);
                row = row with { Slot = series.Slot };
                FirstMinute = Math.Min(FirstMinute, row.Minute);
                LastMinute = Math.Max(LastMinute, row.Minute);
            }

            rows[kept++] = row;
        }

        Count = kept;
        unknown = null;
        raw!.Dispose();
    }

    public void Dispose()
    {
        Tuples.Dispose();
        raw?.Dispose();
        if (rows.Length > 0)
        {
            memory.Give(rows.Length * RowSize);
            ArrayPool<LogRow>.Shared.Return(rows);
            rows = [];
        }
    }

    void Add(LogRow row)
    {
        if (Count == rows.Length)
        {
            Grow();
        }

        rows[Count++] = row;
        Tuples.Advance(row.Length);
    }

    void Grow()
    {
        var larger = ArrayPool<LogRow>.Shared.Rent(Math.Max(1, rows.Length * 2));
        try
        {
            memory.Take((larger.Length - rows.Length) * RowSize);
        }
        catch
        {
            ArrayPool<LogRow>.Shared.Return(larger);
            throw;
        }

        rows.AsSpan(0, Count).CopyTo(larger);
        if (rows.Length > 0)
        {
            ArrayPool<LogRow>.Shared.Return(rows);
        }

        rows = larger;
    }
}
