using System.Buffers.Binary;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// The log rows of a small batch as parameters of an INSERT, which goes with the rest of the transaction in one statement where COPY
/// needs two round trips of its own, and makes room for every row anew. Part of the hot path: the texts are not copied, but pointed at in
/// their tuples.
/// </summary>
sealed class SmallBatchRows : IStatementPart
{
    /// <summary>Above it COPY is faster.</summary>
    public const int MaxRows = 2_000;

    /// <summary>Postgres has the whole of a statement in memory, but of COPY a piece at a time.</summary>
    const int MaxBytes = 1 << 20;

    /// <summary>Where the texts of a tuple begin, after the series and the time.</summary>
    const int TextsOffset = 22;

    readonly NpgsqlParameter<List<int>> series = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, TypedValue = [] };
    readonly NpgsqlParameter<List<DateTime>> times = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, TypedValue = [] };
    readonly NpgsqlParameter<List<ReadOnlyMemory<byte>>>[] texts =
        [.. Enumerable.Range(0, LogColumns.Texts.Length).Select(_ => new NpgsqlParameter<List<ReadOnlyMemory<byte>>>
        {
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            TypedValue = [],
        })];

    public SmallBatchRows() => Parameters = [series, times, .. texts];

    public IReadOnlyList<NpgsqlParameter> Parameters { get; }

    /// <summary>Whether the batch is one: no other rows than logs, and few of them.</summary>
    public static bool Fits(IReadOnlyList<IngestRequest> requests, LogSorter sorter)
    {
        if (sorter.Order.Length is 0 or > MaxRows || requests.Any(request => request.Tables.Count > 0))
        {
            return false;
        }

        long bytes = 0;
        foreach (var (request, place) in sorter.Order)
        {
            bytes += requests[request].Logs!.Rows[place].Length;
        }

        return bytes <= MaxBytes;
    }

    /// <summary>In the list of columns, unnest needs no store for its rows, as it does after FROM.</summary>
    public string Insert(int first) =>
        $"""
        insert into grainwatch.log_entries (series_id, timestamp, server_id, message, error_code, resource_id, metadata)
        select {string.Join(", ", Enumerable.Range(first, Parameters.Count).Select(number => $"unnest(${number})"))}
        """;

    public void Set(IReadOnlyList<IngestRequest> requests, LogSorter sorter)
    {
        series.TypedValue!.Clear();
        times.TypedValue!.Clear();
        Array.ForEach(texts, column => column.TypedValue!.Clear());
        foreach (var (request, place) in sorter.Order)
        {
            var logs = requests[request].Logs!;
            var row = logs.Rows[place];
            var tuple = logs.Tuples.Memory(row.Chunk, row.Offset, row.Length);
            series.TypedValue.Add(BinaryPrimitives.ReadInt32BigEndian(tuple.Span[6..]));
            times.TypedValue.Add(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(tuple.Span[14..])));
            tuple = tuple[TextsOffset..];
            foreach (var column in texts)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(tuple.Span);
                column.TypedValue!.Add(tuple.Slice(sizeof(int), length));
                tuple = tuple[(sizeof(int) + length)..];
            }
        }
    }
}
