using System.Buffers.Binary;

namespace Grainwatch.Storage.Ingest;

/// <summary>Rows for one table, as COPY tuples.</summary>
sealed class TableRows(CopyTarget target, IngestMemory memory) : IDisposable
{
    static readonly int PostgresEpoch = new DateOnly(2000, 1, 1).DayNumber;

    public CopyTarget Target { get; } = target;

    public TupleChunks Tuples { get; } = new(memory);

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> tuple)
    {
        Tuples.Append(tuple);
        Count++;
    }

    /// <summary>The days (UTC) of a column of time that is never null.</summary>
    /// <param name="isDate">Whether it holds days; otherwise microseconds.</param>
    public IReadOnlySet<DateOnly> Days(int column, bool isDate)
    {
        HashSet<DateOnly> days = [];
        var last = int.MinValue;
        for (var chunk = 0; chunk < Tuples.Count; chunk++)
        {
            for (var rest = Tuples.Written(chunk).Span; rest.Length > 0;)
            {
                var fields = BinaryPrimitives.ReadInt16BigEndian(rest);
                rest = rest[sizeof(short)..];
                for (var field = 0; field < fields; field++)
                {
                    var length = BinaryPrimitives.ReadInt32BigEndian(rest);
                    rest = rest[sizeof(int)..];
                    if (field == column)
                    {
                        // From the year 1 on, so that the division rounds down.
                        var day = isDate
                            ? PostgresEpoch + BinaryPrimitives.ReadInt32BigEndian(rest)
                            : (int)(((PostgresEpoch * TimeSpan.MicrosecondsPerDay) + BinaryPrimitives.ReadInt64BigEndian(rest)) / TimeSpan.MicrosecondsPerDay);
                        if (day != last)
                        {
                            days.Add(DateOnly.FromDayNumber(day));
                            last = day;
                        }
                    }

                    rest = rest[Math.Max(0, length)..];
                }
            }
        }

        return days;
    }

    public void Dispose() => Tuples.Dispose();
}
