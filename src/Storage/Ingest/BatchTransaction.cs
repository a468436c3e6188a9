using Npgsql;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Writes batches, each in one transaction, on a connection of its own: BEGIN with the first COPY, then everything else and the COMMIT in
/// one round trip. A small batch is one statement. After a failure the connection is given up.
/// </summary>
sealed class BatchTransaction(NpgsqlDataSource database, TimeProvider time) : IAsyncDisposable
{
    static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(5);

    readonly Guid writer = Guid.NewGuid();
    readonly TupleCopy copy = new();
    NpgsqlConnection? connection;
    readonly Dictionary<(bool WithRows, bool WithKeys), FinishingBatch> finishes = [];
    long sequence;

    /// <returns>The transaction's id.</returns>
    /// <exception cref="UncertainCommitException">Ask <see cref="ReadOutcomeAsync"/> whether it is stored.</exception>
    public async Task<ulong> WriteAsync(IReadOnlyList<IngestRequest> requests, LogSorter sorter, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken);
            var isSmall = SmallBatchRows.Fits(requests, sorter);
            if (!isSmall)
            {
                await connection!.BeginTransactionAsync(cancellationToken);
                await CopyAsync(requests, sorter, cancellationToken);
            }

            return await FinishAsync(requests, sorter, isSmall, cancellationToken);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction that is written to piece by piece. It ends with <see cref="CommitAsync"/>, or undone with this object.</summary>
    /// <returns>Its connection, for what else belongs into it.</returns>
    public async Task<NpgsqlConnection> BeginAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await connection!.BeginTransactionAsync(cancellationToken);
        return connection;
    }

    public async Task AddAsync(IReadOnlyList<IngestRequest> requests, LogSorter sorter, CancellationToken cancellationToken)
    {
        await CopyAsync(requests, sorter, cancellationToken);
        await using var counts = FinishingBatch.Deltas(connection!, sorter.Deltas);
        await counts.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc cref="WriteAsync"/>
    public Task<ulong> CommitAsync(LogSorter empty, CancellationToken cancellationToken) => FinishAsync([], empty, isSmall: false, cancellationToken);

    /// <summary>
    /// Whether the last <see cref="WriteAsync"/> took place. Waits for a transaction that is still under way, as it writes the same row.
    /// </summary>
    /// <returns>The transaction's id, or null when it was rolled back.</returns>
    public async Task<ulong?> ReadOutcomeAsync(CancellationToken cancellationToken)
    {
        await using var ask = database.CreateCommand(
            """
            insert into grainwatch.ingest_writers as w (writer, sequence, transaction_id) values ($1, 0, pg_current_xact_id())
            on conflict (writer) do update set written_at = now()
            returning w.sequence, w.transaction_id
            """);
        ask.Parameters.Add(new() { Value = writer });
        await using var reader = await ask.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0) == sequence ? reader.GetFieldValue<ulong>(1) : null;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    async Task CopyAsync(IReadOnlyList<IngestRequest> requests, LogSorter sorter, CancellationToken cancellationToken)
    {
        if (sorter.Order.Length > 0)
        {
            await copy.CopyLogsAsync(connection!, requests, sorter, cancellationToken);
        }

        foreach (var target in requests.SelectMany(request => request.Tables).GroupBy(rows => rows.Target))
        {
            await copy.CopyTableAsync(connection!, target, target.Key, cancellationToken);
        }
    }

    Task<ulong> FinishAsync(IReadOnlyList<IngestRequest> requests, LogSorter sorter, bool isSmall, CancellationToken cancellationToken) =>
        finishes[(isSmall, requests.Any(request => request.IdempotencyKey is not null))]
            .ExecuteAsync(requests, sorter, writer, ++sequence, time.GetUtcNow(), cancellationToken);

    async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (connection is not null)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(OpenTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            connection = await database.OpenConnectionAsync(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException("Postgres does not answer.");
        }

        // Should this process vanish without a word, its open transaction must not stand in others' way.
        await using (var guard = new NpgsqlCommand("set idle_in_transaction_session_timeout = '30s'", connection))
        {
            await guard.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var (withRows, withKeys) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            finishes[(withRows, withKeys)] = await FinishingBatch.PrepareAsync(connection, withRows, withKeys, cancellationToken);
        }
    }

    async Task CloseAsync()
    {
        if (connection is { } old)
        {
            connection = null;
            finishes.Clear();
            try
            {
                await old.DisposeAsync();
            }
            catch (Exception failure) when (CommitFailure.Of(failure) != FailureKind.Data)
            {
                // It was broken, which is why it is given up.
            }
        }
    }
}
