namespace Grainwatch.Storage.Ingest;

/// <summary>Rows for one table, as COPY tuples.</summary>
sealed class TableRows(CopyTarget target, IngestMemory memory) : IDisposable
{
    public CopyTarget Target { get; } = target;

    public TupleChunks Tuples { get; } = new(memory);

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> tuple)
    {
        Tuples.Append(tuple);
        Count++;
    }

    public void Dispose() => Tuples.Dispose();
}
