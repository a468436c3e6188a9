using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Grainwatch.Domain.Series;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Bench.Ingest;

/// <summary>
/// What Postgres can take at best: the same rows, encoded and sorted beforehand, by raw binary COPY on two connections into the same tables
/// with the same indexes, and their counts, a transaction for each batch. No HTTP, no JSON.
/// </summary>
sealed class Ceiling(NpgsqlDataSource database)
{
    const int Connections = 2;
    const int BatchRows = 10_000;

    public async Task<double> RunAsync(DateTimeOffset now, TimeSpan warmUp, TimeSpan measured)
    {
        var ids = await SeriesIdsAsync();
        var events = Enumerable.Range(0, BatchRows).Select(number => BenchEvents.Create(number, now))
            .OrderBy(log => ids[new SeriesKey(log.Service, log.Severity)]).ThenBy(log => log.Time).ToArray();
        var tuples = Encode(events, ids);
        var counts = events.GroupBy(log => (ids[new SeriesKey(log.Service, log.Severity)], Minute(log.Time)))
            .Select(group => (group.Key.Item1, group.Key.Item2, group.Count())).ToArray();
        var begin = Stopwatch.GetTimestamp();
        var rows = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await database.OpenConnectionAsync();
            long copied = 0;
            while (Stopwatch.GetElapsedTime(begin) is var elapsed && elapsed < warmUp + measured)
            {
                await CopyAsync(connection, tuples, counts);
                copied += elapsed >= warmUp ? BatchRows : 0;
            }

            return copied;
        })));
        return rows.Sum() / (Stopwatch.GetElapsedTime(begin) - warmUp).TotalSeconds;
    }

    static async Task CopyAsync(NpgsqlConnection connection, byte[] tuples, (int Series, DateTime Minute, int Count)[] counts)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var stream = await connection.BeginRawBinaryCopyAsync(
            "copy grainwatch.log_entries (series_id, timestamp, server_id, message, error_code, resource_id, metadata) from stdin (format binary)"))
        {
            await stream.WriteAsync(tuples);
        }

        await using var deltas = new NpgsqlCommand("insert into grainwatch.log_minute_deltas select * from unnest($1, $2, $3)", connection);
        deltas.Parameters.Add(new() { Value = Array.ConvertAll(counts, count => count.Series) });
        deltas.Parameters.Add(new() { Value = Array.ConvertAll(counts, count => count.Minute), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        deltas.Parameters.Add(new() { Value = Array.ConvertAll(counts, count => count.Count) });
        await deltas.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    async Task<Dictionary<SeriesKey, int>> SeriesIdsAsync()
    {
        await using var command = database.CreateCommand("select id, service, severity from grainwatch.series");
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<SeriesKey, int> ids = [];
        while (await reader.ReadAsync())
        {
            ids.Add(new SeriesKey(reader.GetString(1), reader.GetString(2)), reader.GetInt32(0));
        }

        return ids;
    }

    static DateTime Minute(DateTimeOffset time) => time.UtcDateTime.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerMinute));

    static byte[] Encode(IEnumerable<BenchEvent> events, IReadOnlyDictionary<SeriesKey, int> ids)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write("PGCOPY\n"u8);
        bytes.Write((ReadOnlySpan<byte>)[0xFF, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        foreach (var log in events)
        {
            Int16(7);
            Int32(4);
            Int32(ids[new SeriesKey(log.Service, log.Severity)]);
            Int32(8);
            BinaryPrimitives.WriteInt64BigEndian(
                bytes.GetSpan(8), (log.Time.ToUnixTimeSeconds() - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()) * 1_000_000);
            bytes.Advance(8);
            foreach (var text in new[] { log.ServerId, log.Message, log.ErrorCode, log.ResourceId, log.Metadata.Replace("\\", "", StringComparison.Ordinal) })
            {
                Int32(text.Length);
                bytes.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        Int16(-1);
        return bytes.WrittenSpan.ToArray();

        void Int16(short value)
        {
            BinaryPrimitives.WriteInt16BigEndian(bytes.GetSpan(2), value);
            bytes.Advance(2);
        }

        void Int32(int value)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(4), value);
            bytes.Advance(4);
        }
    }
}
