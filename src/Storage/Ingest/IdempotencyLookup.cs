using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Ingest;

/// <summary>Finds what requests with known keys were answered.</summary>
sealed class IdempotencyLookup(NpgsqlDataSource database, IngestOptions options, TimeProvider time)
{
    /// <returns>The counts of every (source, key) that is known and not too old. Older ones are forgotten, so that they can be used again.</returns>
    public async Task<IReadOnlyDictionary<(string Source, string Key), IngestCounts>> FindAsync(
        IReadOnlyCollection<IngestRequest> requests, CancellationToken cancellationToken)
    {
        Dictionary<(string, string), IngestCounts> known = [];
        var keyed = requests.Where(request => request.IdempotencyKey is not null).ToArray();
        if (keyed.Length == 0)
        {
            return known;
        }

        var sources = Array.ConvertAll(keyed, request => request.Source);
        var keys = Array.ConvertAll(keyed, request => request.IdempotencyKey!);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            delete from grainwatch.idempotency_keys where created_at < $3 and (source, key) in
                (select * from unnest($1, $2) as k (source, key) order by source, key)
            """)
        {
            Parameters = { Texts(sources), Texts(keys), new() { Value = (time.GetUtcNow() - options.IdempotencyKeyLifetime).UtcDateTime } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select source, key, successful_rows, quarantined_rows from grainwatch.idempotency_keys
            where (source, key) in (select * from unnest($1, $2))
            """)
        {
            Parameters = { Texts(sources), Texts(keys) },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            known[(reader.GetString(0), reader.GetString(1))] = new IngestCounts(reader.GetInt32(2), reader.GetInt32(3));
        }

        return known;
    }

    static NpgsqlParameter Texts(string[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
