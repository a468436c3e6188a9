using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Sends tuples by raw binary COPY. Part of the hot path: they are gathered in pieces as large as Npgsql sends.
/// </summary>
sealed class TupleCopy
{
    /// <summary>The signature, no flags, no extension.</summary>
    static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    static readonly byte[] Trailer = [0xFF, 0xFF];

    readonly byte[] piece = GC.AllocateUninitializedArray<byte>(Database.WriteBufferSize);
    int used;

    public async Task CopyLogsAsync(
        NpgsqlConnection connection, IReadOnlyList<IngestRequest> requests, LogSorter sorter, CancellationToken cancellationToken)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync(
            "copy grainwatch.log_entries (series_id, timestamp, server_id, message, error_code, resource_id, metadata) from stdin (format binary)",
            cancellationToken);
        Start();
        var next = 0;
        while (next < sorter.Order.Length)
        {
            next = Gather(requests, sorter, next, out var large);
            await stream.WriteAsync(piece.AsMemory(0, used), cancellationToken);
            used = 0;
            if (!large.IsEmpty)
            {
                await stream.WriteAsync(large, cancellationToken);
            }
        }

        await FinishAsync(stream, cancellationToken);
    }

    public async Task CopyTableAsync(NpgsqlConnection connection, IEnumerable<TableRows> tables, CopyTarget target, CancellationToken cancellationToken)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync(CopyCommand(target), cancellationToken);
        Start();
        await stream.WriteAsync(piece.AsMemory(0, used), cancellationToken);
        used = 0;
        foreach (var rows in tables)
        {
            for (var chunk = 0; chunk < rows.Tuples.Count; chunk++)
            {
                await stream.WriteAsync(rows.Tuples.Written(chunk), cancellationToken);
            }
        }

        await FinishAsync(stream, cancellationToken);
    }

    /// <returns>The first row that had no room any more.</returns>
    int Gather(IReadOnlyList<IngestRequest> requests, LogSorter sorter, int next, out ReadOnlyMemory<byte> large)
    {
        large = default;
        var order = sorter.Order;
        for (; next < order.Length; next++)
        {
            var (request, place) = order[next];
            var logs = requests[request].Logs!;
            ref readonly var row = ref logs.Rows[place];
            if (row.Length > piece.Length - used)
            {
                if (row.Length > piece.Length)
                {
                    large = logs.Tuples.Memory(row.Chunk, row.Offset, row.Length);
                    next++;
                }

                break;
            }

            logs.Tuples.Slice(row.Chunk, row.Offset, row.Length).CopyTo(piece.AsSpan(used));
            used += row.Length;
        }

        return next;
    }

    void Start()
    {
        Header.CopyTo(piece, 0);
        used = Header.Length;
    }

    static async Task FinishAsync(NpgsqlRawCopyStream stream, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Trailer, cancellationToken);

    static string CopyCommand(CopyTarget target) =>
        $"copy {target.Sql} ({string.Join(", ", target.Columns.Select(Database.Quote))}) from stdin (format binary)";
}
