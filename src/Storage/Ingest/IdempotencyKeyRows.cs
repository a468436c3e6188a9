using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Ingest;

/// <summary>Stores the keys of a batch's requests, with what each was answered, in the transaction of their rows.</summary>
sealed class IdempotencyKeyRows : IStatementPart
{
    readonly NpgsqlParameter<string[]> sources = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    readonly NpgsqlParameter<string[]> keys = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    readonly NpgsqlParameter<int[]> successful = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };
    readonly NpgsqlParameter<int[]> quarantined = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };
    readonly NpgsqlParameter<DateTime> at = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public IdempotencyKeyRows() => Parameters = [sources, keys, successful, quarantined, at];

    public IReadOnlyList<NpgsqlParameter> Parameters { get; }

    public string Insert(int first) =>
        $"""
        insert into grainwatch.idempotency_keys (source, key, successful_rows, quarantined_rows, created_at)
        select k.source, k.key, k.successful, k.quarantined, ${first + 4}
        from unnest(${first}, ${first + 1}, ${first + 2}, ${first + 3}) as k (source, key, successful, quarantined)
        """;

    public void Set(IReadOnlyList<IngestRequest> requests, DateTimeOffset now)
    {
        // In one order, so that two writers with the same keys wait for each other and don't deadlock.
        var keyed = requests.Where(request => request.IdempotencyKey is not null)
            .OrderBy(request => request.Source, StringComparer.Ordinal)
            .ThenBy(request => request.IdempotencyKey, StringComparer.Ordinal)
            .ToArray();
        sources.TypedValue = Array.ConvertAll(keyed, request => request.Source);
        keys.TypedValue = Array.ConvertAll(keyed, request => request.IdempotencyKey!);
        successful.TypedValue = Array.ConvertAll(keyed, request => request.SuccessfulRows);
        quarantined.TypedValue = Array.ConvertAll(keyed, request => request.QuarantinedRows);
        at.TypedValue = now.UtcDateTime;
    }
}
