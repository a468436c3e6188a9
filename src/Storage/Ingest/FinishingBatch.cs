using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Ingest;

/// <summary>The end of a transaction in one round trip: counts, idempotency keys, the writer's mark, COMMIT. Prepared once a connection.</summary>
sealed class FinishingBatch
{
    readonly NpgsqlBatch batch;
    readonly NpgsqlParameter<List<int>> series = ArrayOf<List<int>>(NpgsqlDbType.Integer);
    readonly NpgsqlParameter<List<DateTime>> minutes = ArrayOf<List<DateTime>>(NpgsqlDbType.TimestampTz);
    readonly NpgsqlParameter<List<int>> counts = ArrayOf<List<int>>(NpgsqlDbType.Integer);
    readonly NpgsqlParameter<Guid> writer = new() { NpgsqlDbType = NpgsqlDbType.Uuid };
    readonly NpgsqlParameter<long> sequence = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    readonly IdempotencyKeyRows? keys;

    FinishingBatch(NpgsqlConnection connection, IdempotencyKeyRows? keys)
    {
        this.keys = keys;
        batch = new NpgsqlBatch(connection);
        Add("insert into grainwatch.log_minute_deltas (series_id, minute, count) select * from unnest($1, $2, $3)", series, minutes, counts);
        if (keys is not null)
        {
            batch.BatchCommands.Add(keys.Insert);
        }

        Add(
            """
            insert into grainwatch.ingest_writers as w (writer, sequence, transaction_id) values ($1, $2, pg_current_xact_id())
            on conflict (writer) do update
            set sequence = excluded.sequence, transaction_id = excluded.transaction_id, written_at = excluded.written_at
            returning transaction_id
            """,
            writer, sequence);
        Add("commit");
    }

    public static async Task<FinishingBatch> PrepareAsync(NpgsqlConnection connection, bool withKeys, CancellationToken cancellationToken)
    {
        var finish = new FinishingBatch(connection, withKeys ? new IdempotencyKeyRows() : null);
        await finish.batch.PrepareAsync(cancellationToken);
        return finish;
    }

    /// <returns>The transaction's id.</returns>
    /// <exception cref="PostgresException">The transaction was rolled back.</exception>
    /// <exception cref="UncertainCommitException">It may have been committed.</exception>
    public async Task<ulong> ExecuteAsync(
        IReadOnlyList<IngestRequest> requests,
        MinuteDeltas deltas,
        Guid writerId,
        long writerSequence,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        series.TypedValue = deltas.SeriesIds;
        minutes.TypedValue = deltas.Minutes;
        counts.TypedValue = deltas.Counts;
        writer.TypedValue = writerId;
        sequence.TypedValue = writerSequence;
        keys?.Set(requests, now);
        try
        {
            ulong transactionId = 0;
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    transactionId = reader.GetFieldValue<ulong>(0);
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
            return transactionId;
        }
        catch (PostgresException refused) when (refused.InvariantSeverity == "ERROR" && refused.SqlState != PostgresErrorCodes.QueryCanceled)
        {
            throw;
        }
        catch (Exception lost)
        {
            throw new UncertainCommitException(lost);
        }
    }

    void Add(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    static NpgsqlParameter<T> ArrayOf<T>(NpgsqlDbType element) => new() { NpgsqlDbType = NpgsqlDbType.Array | element };
}
