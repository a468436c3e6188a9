using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// The end of a transaction, in one statement: counts, idempotency keys, the writer's mark. Few rows go with it, and it is the whole
/// transaction; many were copied before it, and COMMIT goes with it. Prepared once a connection.
/// </summary>
sealed class FinishingBatch
{
    const string InsertDeltas = "insert into grainwatch.log_minute_deltas (series_id, minute, count) select unnest($1), unnest($2), unnest($3)";

    readonly NpgsqlBatch batch;
    readonly NpgsqlParameter<List<int>> series = ArrayOf<List<int>>(NpgsqlDbType.Integer);
    readonly NpgsqlParameter<List<DateTime>> minutes = ArrayOf<List<DateTime>>(NpgsqlDbType.TimestampTz);
    readonly NpgsqlParameter<List<int>> counts = ArrayOf<List<int>>(NpgsqlDbType.Integer);
    readonly NpgsqlParameter<Guid> writer = new() { NpgsqlDbType = NpgsqlDbType.Uuid };
    readonly NpgsqlParameter<long> sequence = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    readonly SmallBatchRows? rows;
    readonly IdempotencyKeyRows? keys;

    FinishingBatch(NpgsqlConnection connection, SmallBatchRows? rows, IdempotencyKeyRows? keys)
    {
        this.rows = rows;
        this.keys = keys;
        var statement = new NpgsqlBatchCommand { Parameters = { series, minutes, counts, writer, sequence } };
        var parts = $"with deltas as ({InsertDeltas})";
        Add("rows", rows);
        Add("keys", keys);
        statement.CommandText =
            $"""
            {parts}
            insert into grainwatch.ingest_writers as w (writer, sequence, transaction_id) values ($4, $5, pg_current_xact_id())
            on conflict (writer) do update
            set sequence = excluded.sequence, transaction_id = excluded.transaction_id, written_at = excluded.written_at
            returning transaction_id
            """;
        batch = new NpgsqlBatch(connection) { BatchCommands = { statement } };
        if (rows is null)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        }

        void Add(string name, IStatementPart? part)
        {
            if (part is not null)
            {
                parts += $", {name} as ({part.Insert(statement.Parameters.Count + 1)})";
                foreach (var parameter in part.Parameters)
                {
                    statement.Parameters.Add(parameter);
                }
            }
        }
    }

    public static async Task<FinishingBatch> PrepareAsync(
        NpgsqlConnection connection, bool withRows, bool withKeys, CancellationToken cancellationToken)
    {
        var finish = new FinishingBatch(connection, withRows ? new SmallBatchRows() : null, withKeys ? new IdempotencyKeyRows() : null);
        await finish.batch.PrepareAsync(cancellationToken);
        return finish;
    }

    /// <summary>The counts alone, for a transaction that goes on.</summary>
    public static NpgsqlCommand Deltas(NpgsqlConnection connection, MinuteDeltas deltas)
    {
        var command = new NpgsqlCommand(InsertDeltas, connection);
        command.Parameters.Add(new NpgsqlParameter<List<int>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, TypedValue = deltas.SeriesIds });
        command.Parameters.Add(new NpgsqlParameter<List<DateTime>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, TypedValue = deltas.Minutes });
        command.Parameters.Add(new NpgsqlParameter<List<int>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, TypedValue = deltas.Counts });
        return command;
    }

    /// <returns>The transaction's id.</returns>
    /// <exception cref="PostgresException">The transaction was rolled back.</exception>
    /// <exception cref="UncertainCommitException">It may have been committed.</exception>
    public async Task<ulong> ExecuteAsync(
        IReadOnlyList<IngestRequest> requests,
        LogSorter sorter,
        Guid writerId,
        long writerSequence,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        series.TypedValue = sorter.Deltas.SeriesIds;
        minutes.TypedValue = sorter.Deltas.Minutes;
        counts.TypedValue = sorter.Deltas.Counts;
        writer.TypedValue = writerId;
        sequence.TypedValue = writerSequence;
        rows?.Set(requests, sorter);
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

    static NpgsqlParameter<T> ArrayOf<T>(NpgsqlDbType element) => new() { NpgsqlDbType = NpgsqlDbType.Array | element };
}
