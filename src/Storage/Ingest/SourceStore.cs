using Grainwatch.Storage.Maintenance;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Changes a data source as a whole: empties it, takes out rows, replaces them. One such change of a data source at a time; rows that
/// arrive meanwhile do not wait.
/// </summary>
public sealed partial class SourceStore(
    NpgsqlDataSource database,
    SeriesRegistry series,
    Partitions partitions,
    IEnumerable<ICommitObserver> observers,
    TimeProvider time,
    ILogger<SourceStore> logger)
{
    /// <summary>With this each change of a data source takes an advisory lock by its name: "rows" in ASCII.</summary>
    const int Lock = 0x726F7773;

    /// <param name="target">Null for logs.</param>
    /// <returns>How many rows are gone.</returns>
    public Task<long> DeleteAsync(string source, CopyTarget? target, RowCondition condition, CancellationToken cancellationToken) =>
        RemoveAsync(source, connection => RowRemoval.DeleteAsync(connection, target, condition, time.GetUtcNow(), cancellationToken), cancellationToken);

    public Task TruncateAsync(string source, CopyTarget? target, CancellationToken cancellationToken) =>
        RemoveAsync(source, connection => RowRemoval.TruncateAsync(connection, target, time.GetUtcNow(), cancellationToken), cancellationToken);

    /// <returns>How many rows <see cref="DeleteAsync"/> would take out.</returns>
    public async Task<long> CountAsync(CopyTarget? target, RowCondition condition, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await RowRemoval.CountAsync(connection, target, condition, cancellationToken);
    }

    /// <summary>Begins to replace all rows.</summary>
    public async Task<SourceReplacement> ReplaceAsync(string source, CopyTarget? target, CancellationToken cancellationToken)
    {
        var replacement = new SourceReplacement(source, database, series, partitions, TellAsync, time);
        try
        {
            await replacement.BeginAsync(target, time.GetUtcNow(), cancellationToken);
            return replacement;
        }
        catch
        {
            await replacement.DisposeAsync();
            throw;
        }
    }

    internal static async Task LockAsync(NpgsqlConnection connection, string source, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand($"select pg_advisory_xact_lock({Lock}, hashtext($1))", connection) { CommandTimeout = 0 };
        take.Parameters.Add(new NpgsqlParameter { Value = source });
        await take.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task<long> RemoveAsync(string source, Func<NpgsqlConnection, Task<RemovedRows>> remove, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, source, cancellationToken);
        var removed = await remove(connection);
        await using var ask = new NpgsqlCommand("select pg_current_xact_id()", connection);
        var id = (ulong)(await ask.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        await TellAsync(new CommittedBatch(id, removed.LiveLogs, new HashSet<string> { source }));
        return removed.Count;
    }

    async Task TellAsync(CommittedBatch batch)
    {
        foreach (var observer in observers)
        {
            try
            {
                await observer.CommittedAsync(batch, CancellationToken.None);
            }
            catch (Exception failure)
            {
                // The change is stored, and what the observer missed it can read from there.
                LogObserverFailed(logger, observer.GetType().Name, failure);
            }
        }
    }

    [LoggerMessage(14, LogLevel.Error, "{Observer} failed on a change of a data source")]
    static partial void LogObserverFailed(ILogger logger, string observer, Exception exception);
}
