using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Maintenance;
using Npgsql;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Other rows for a data source, in one transaction: until its commit everybody sees those from before, and if it does not come to that,
/// nothing has happened. Rows that arrive meanwhile by other ways stay.
/// </summary>
public sealed class SourceReplacement : IAsyncDisposable
{
    readonly BatchTransaction transaction;
    readonly LogSorter sorter;
    readonly Partitions partitions;
    readonly Func<CommittedBatch, Task> tell;
    readonly string source;
    readonly Dictionary<SeriesRef, Dictionary<Minute, long>> changes = [];

    internal SourceReplacement(
        string source, NpgsqlDataSource database, SeriesRegistry series, Partitions partitions, Func<CommittedBatch, Task> tell, TimeProvider time)
    {
        (this.source, this.partitions, this.tell) = (source, partitions, tell);
        transaction = new BatchTransaction(database, time);
        sorter = new LogSorter(series.Known);
    }

    /// <summary>Adds rows. The request is used up.</summary>
    public async Task AddAsync(IngestRequest rows, CancellationToken cancellationToken)
    {
        using (rows)
        {
            await partitions.EnsureAsync([rows], cancellationToken);
            sorter.Sort([rows]);
            await transaction.AddAsync([rows], sorter, cancellationToken);
            Note(sorter.SeriesCounts());
        }
    }

    /// <exception cref="IngestUnavailableException">Postgres went away. What came of it could not be learned.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        sorter.Sort([]);
        ulong id;
        try
        {
            id = await transaction.CommitAsync(sorter, cancellationToken);
        }
        catch (UncertainCommitException uncertain)
        {
            id = await transaction.ReadOutcomeAsync(cancellationToken) ?? throw uncertain.InnerException!;
        }

        await tell(new CommittedBatch(
            id,
            [.. changes.Select(one => new SeriesCounts(one.Key, [.. one.Value.Select(minute => new MinuteCount(minute.Key, minute.Value))]))],
            new HashSet<string> { source }));
    }

    public ValueTask DisposeAsync() => transaction.DisposeAsync();

    /// <summary>Begins, and takes out the rows that are there.</summary>
    internal async Task BeginAsync(CopyTarget? target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await transaction.BeginAsync(cancellationToken);
        await SourceStore.LockAsync(connection, source, cancellationToken);
        // A client may be slow to send its file.
        await using (var patience = new NpgsqlCommand("set local idle_in_transaction_session_timeout = '10min'", connection))
        {
            await patience.ExecuteNonQueryAsync(cancellationToken);
        }

        Note((await RowRemoval.DeleteAsync(connection, target, RowCondition.All, now, cancellationToken)).LiveLogs);
    }

    void Note(IReadOnlyList<SeriesCounts> counts)
    {
        foreach (var (series, minutes) in counts)
        {
            if (!changes.TryGetValue(series, out var known))
            {
                changes.Add(series, known = []);
            }

            foreach (var (minute, count) in minutes)
            {
                known[minute] = known.GetValueOrDefault(minute) + count;
            }
        }
    }
}
