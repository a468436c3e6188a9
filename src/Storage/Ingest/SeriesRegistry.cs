using Grainwatch.Domain.Series;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Knows the number of every series. Unknown ones are created in bulk: everybody who waits while one round trip runs shares the next.
/// </summary>
public sealed class SeriesRegistry(NpgsqlDataSource database, IngestOptions options, TimeProvider time)
{
    /// <summary>The key of the advisory lock under which series are counted and created: "series" in ASCII.</summary>
    const long Lock = 0x736572696573;

    readonly Lock waitingLock = new();
    List<Wish> waiting = [];
    bool creating;

    internal SeriesTable Known { get; } = new();

    public int Count => Known.Count;

    /// <summary>Learns every series there is, so that a running system does not stop for them at its first requests.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select id, service, severity from series");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Known.Add(Read(reader));
        }
    }

    /// <summary>The series of the keys, in their order; null for one that would be past the limit.</summary>
    /// <exception cref="IngestUnavailableException">Postgres was away for too long.</exception>
    internal Task<SeriesEntry?[]> ResolveAsync(IReadOnlyList<SeriesKey> keys)
    {
        var wish = new Wish(keys, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (waitingLock)
        {
            waiting.Add(wish);
            if (!creating)
            {
                creating = true;
                _ = Task.Run(CreateAsync);
            }
        }

        return wish.Answer.Task;
    }

    async Task CreateAsync()
    {
        while (true)
        {
            List<Wish> wishes;
            lock (waitingLock)
            {
                if (waiting.Count == 0)
                {
                    creating = false;
                    return;
                }

                wishes = waiting;
                waiting = [];
            }

            try
            {
                await CreateAsync(wishes.SelectMany(wish => wish.Keys).Distinct().ToArray());
                foreach (var wish in wishes)
                {
                    wish.Answer.SetResult(wish.Keys.Select(Find).ToArray());
                }
            }
            catch (Exception failure)
            {
                wishes.ForEach(wish => wish.Answer.TrySetException(failure));
            }
        }
    }

    async Task CreateAsync(IReadOnlyList<SeriesKey> keys)
    {
        var backoff = new Backoff(time, options.MaxWait);
        while (true)
        {
            try
            {
                foreach (var piece in keys.Where(key => Find(key) is null).Chunk(10_000))
                {
                    await CreatePieceAsync(piece);
                }

                return;
            }
            catch (Exception failure) when (CommitFailure.Of(failure) is FailureKind.Away or FailureKind.Conflict)
            {
                if (!await backoff.WaitAsync(CancellationToken.None))
                {
                    throw new IngestUnavailableException("Postgres is away. Try again later.", options.RetryAfter, failure);
                }
            }
        }
    }

    async Task CreatePieceAsync(SeriesKey[] keys)
    {
        var services = Array.ConvertAll(keys, key => key.Service);
        var severities = Array.ConvertAll(keys, key => key.Severity);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select pg_advisory_xact_lock({Lock})"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            insert into series (service, severity)
            select k.service, k.severity from unnest($1, $2) as k (service, severity)
            where not exists (select from series s where s.service = k.service and s.severity = k.severity)
            limit greatest(0, $3 - (select count(*) from series))
            on conflict do nothing
            """)
        {
            Parameters = { Texts(services), Texts(severities), new() { Value = (long)options.MaxSeries } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select s.id, s.service, s.severity
            from unnest($1, $2) as k (service, severity) join series s on s.service = k.service and s.severity = k.severity
            """)
        {
            Parameters = { Texts(services), Texts(severities) },
        });
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            Known.Add(Read(reader));
        }
    }

    SeriesEntry? Find(SeriesKey key) =>
        Known.Find(System.Text.Encoding.UTF8.GetBytes(key.Service), System.Text.Encoding.UTF8.GetBytes(key.Severity));

    static SeriesRef Read(NpgsqlDataReader reader) =>
        new(reader.GetInt32(0), new SeriesKey(reader.GetString(1), reader.GetString(2)));

    static NpgsqlParameter Texts(string[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    sealed record Wish(IReadOnlyList<SeriesKey> Keys, TaskCompletionSource<SeriesEntry?[]> Answer);
}
