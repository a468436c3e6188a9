using Grainwatch.Storage.Ingest;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Maintenance;

/// <summary>
/// Has a partition of <c>log_entries</c> ready for every row before it is copied, and keeps the time of each one's last arrival, which
/// retention counts from.
/// </summary>
public sealed class LogPartitions(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The key of the advisory lock under which partitions are made and dropped: "partit" in ASCII.</summary>
    internal const long Lock = 0x706172746974;

    const string Table = "log_entries";

    /// <summary>How exact the time of the last arrival is. Retention is a matter of days.</summary>
    static readonly TimeSpan ArrivalPrecision = TimeSpan.FromHours(1);

    readonly SemaphoreSlim changing = new(1);
    volatile Known[] known = [];

    /// <summary>Reads what there is again at the next need: a partition that was known is gone.</summary>
    public void Forget() => known = [];

    internal async ValueTask EnsureAsync(IReadOnlyList<IngestRequest> requests, CancellationToken cancellationToken)
    {
        HashSet<DateOnly>? days = null;
        var now = time.GetUtcNow();
        foreach (var request in requests)
        {
            if (request.Logs is { Count: > 0 } logs && !IsReady(logs.FirstMinute, logs.LastMinute, now))
            {
                days ??= [];
                foreach (ref readonly var row in logs.Rows)
                {
                    days.Add(Day(row.Minute));
                }
            }
        }

        if (days is not null)
        {
            await EnsureAsync(days.Order().ToArray(), cancellationToken);
        }
    }

    /// <summary>The same for days, which is what jobs, tests and repairs think in.</summary>
    public async Task EnsureAsync(IReadOnlyCollection<DateOnly> days, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (days.All(day => Find(day) is { } partition && now - partition.LastArrival < ArrivalPrecision))
        {
            return;
        }

        await changing.WaitAsync(cancellationToken);
        try
        {
            if (days.Any(day => Find(day) is null))
            {
                await CreateAsync(days, cancellationToken);
            }

            foreach (var partition in days.Select(Find).OfType<Known>().Distinct().Where(p => now - p.LastArrival >= ArrivalPrecision).ToArray())
            {
                await TouchAsync(partition, now, cancellationToken);
            }
        }
        finally
        {
            changing.Release();
        }
    }

    bool IsReady(int firstMinute, int lastMinute, DateTimeOffset now) =>
        Find(Day(firstMinute)) is { } partition && partition.Partition.Covers(Day(lastMinute)) && now - partition.LastArrival < ArrivalPrecision;

    Known? Find(DateOnly day) => Array.Find(known, candidate => candidate.Partition.Covers(day));

    static DateOnly Day(int minute) => DateOnly.FromDayNumber((minute / 1440) + UnixEpochDay);

    static int UnixEpochDay { get; } = new DateOnly(1970, 1, 1).DayNumber;

    async Task CreateAsync(IReadOnlyCollection<DateOnly> days, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var take = new NpgsqlCommand($"select pg_advisory_xact_lock({Lock})", connection))
        {
            await take.ExecuteNonQueryAsync(cancellationToken);
        }

        var existing = await ReadAsync(connection, cancellationToken);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        foreach (var day in days)
        {
            var ranges = existing.ConvertAll(one => one.Partition);
            if (!ranges.Exists(range => range.Covers(day)))
            {
                var partition = TimePartition.For(day, today, ranges);
                await CreateAsync(connection, partition, cancellationToken);
                existing.Add(new Known(partition, time.GetUtcNow()));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        known = existing.ToArray();
    }

    async Task CreateAsync(NpgsqlConnection connection, TimePartition partition, CancellationToken cancellationToken)
    {
        await using var create = new NpgsqlCommand(partition.CreateSql($"grainwatch.{Table}", $"grainwatch.{partition.NameFor(Table)}"), connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        await using var record = new NpgsqlCommand(
            "insert into grainwatch.log_partitions (name, from_time, to_time, last_arrival) values ($1, $2, $3, $4)", connection);
        record.Parameters.Add(new() { Value = partition.NameFor(Table) });
        record.Parameters.Add(Time(partition.From.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
        record.Parameters.Add(Time(partition.To.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
        record.Parameters.Add(Time(time.GetUtcNow().UtcDateTime));
        await record.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// In a transaction of its own and before the rows: retention, which looks at the time again under the row's lock, then either sees it
    /// or is seen to have dropped the partition.
    /// </summary>
    async Task TouchAsync(Known partition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var touch = database.CreateCommand(
            "update grainwatch.log_partitions set last_arrival = greatest(last_arrival, $2) where name = $1");
        touch.Parameters.Add(new() { Value = partition.Partition.NameFor(Table) });
        touch.Parameters.Add(Time(now.UtcDateTime));
        if (await touch.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            Forget();
            throw new PartitionGoneException(partition.Partition.NameFor(Table));
        }

        known = Array.ConvertAll(known, one => one == partition ? partition with { LastArrival = now } : one);
    }

    static async Task<List<Known>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select from_time, to_time, last_arrival from grainwatch.log_partitions", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Known> partitions = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            partitions.Add(new Known(
                new TimePartition(DateOnly.FromDateTime(reader.GetDateTime(0)), DateOnly.FromDateTime(reader.GetDateTime(1))),
                reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return partitions;
    }

    static NpgsqlParameter Time(DateTime utc) => new() { Value = utc, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    sealed record Known(TimePartition Partition, DateTimeOffset LastArrival);
}
