using Grainwatch.Silo.Cluster;
using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing;
using Npgsql;

namespace Grainwatch.Cluster.Tests.Providers;

/// <summary>What happens to stream messages that nobody confirms: cases that a healthy stream does not show.</summary>
public sealed class StreamQueueSqlTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    NpgsqlDataSource database = null!;

    public async Task InitializeAsync()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var owner = Database.Open(connectionString);
        await new Migrator(owner, ClusterSchema.Scripts).MigrateAsync(CancellationToken.None);
        database = NpgsqlDataSource.Create(ClusterSchema.ConnectionString(connectionString));
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task ATakenMessageIsNotTakenAgainWhileItIsInvisible()
    {
        var id = await QueueAsync();

        Assert.Equal([(id, 1)], await TakeAsync());
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task AMessageThatNobodyConfirmedIsTakenAgain()
    {
        var id = await QueueAsync();

        Assert.Equal([(id, 1)], await TakeAsync(visibility: 0));
        Assert.Equal([(id, 2)], await TakeAsync(visibility: 0));
    }

    [Fact]
    public async Task WhoLostAMessageToAnotherCannotConfirmIt()
    {
        var (first, second) = (await QueueAsync(), await QueueAsync());
        await TakeAsync(visibility: 0);
        await TakeAsync();

        Assert.Equal([second], await ConfirmAsync($"{first}:1|{second}:2"));
        Assert.Equal([first], await ConfirmAsync($"{first}:2"));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task AMessageTakenTooOftenIsSetAsideAndRemovedInTheEnd()
    {
        await QueueAsync();
        await TakeAsync(attempts: 1, visibility: 0);

        Assert.Empty(await TakeAsync(attempts: 1, visibility: 0, removal: 0));
        Assert.Equal(1, await CountAsync());
        await TakeAsync(attempts: 1);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task AnExpiredMessageIsNotTaken()
    {
        await QueueAsync(expiry: 0);

        Assert.Empty(await TakeAsync(removal: 0));
        await RunAsync("EvictStreamDeadLettersKey", ("MaxCount", 10));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task AFailedMessageIsTakenAgainAtOnceUntilItsAttemptsAreUsedUp()
    {
        var id = await QueueAsync();
        await TakeAsync(attempts: 2);
        await FailAsync(id);
        Assert.Equal([(id, 2)], await TakeAsync(attempts: 2));

        await FailAsync(id);
        Assert.Empty(await TakeAsync(attempts: 5));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task MessagesAreTakenInTheOrderOfTheirNumbersAndNoMoreThanAskedFor()
    {
        var ids = new List<long>();
        for (var message = 0; message < 7; message++)
        {
            ids.Add(await QueueAsync());
        }

        Assert.Equal(ids.Take(5), (await TakeAsync(count: 5)).Select(taken => taken.Id));
        Assert.Equal(ids.Skip(5), (await TakeAsync(count: 5)).Select(taken => taken.Id));
    }

    async Task<long> QueueAsync(int expiry = 60) => (long)(await RunAsync(
        "QueueStreamMessageKey", ("Payload", new byte[] { 1, 2, 3 }), ("ExpiryTimeout", expiry)))[0]["MessageId"];

    async Task<IReadOnlyList<(long Id, int Dequeued)>> TakeAsync(int count = 100, int attempts = 5, int visibility = 60, int removal = 60) =>
    [
        .. (await RunAsync(
            "GetStreamMessagesKey", ("MaxCount", count), ("MaxAttempts", attempts), ("VisibilityTimeout", visibility),
            ("RemovalTimeout", removal), ("EvictionInterval", 0), ("EvictionBatchSize", 100)))
            .Select(row => ((long)row["MessageId"], (int)row["Dequeued"])),
    ];

    async Task<IReadOnlyList<long>> ConfirmAsync(string items) =>
        [.. (await RunAsync("ConfirmStreamMessagesKey", ("Items", items))).Select(row => (long)row["MessageId"])];

    Task FailAsync(long id) => RunAsync("FailStreamMessageKey", ("MessageId", id), ("MaxAttempts", 2), ("RemovalTimeout", 60));

    async Task<long> CountAsync()
    {
        await using var command = database.CreateCommand("select count(*) from stream_messages");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs a statement as the provider does: found by its key, parameters by name, result columns by name.</summary>
    async Task<IReadOnlyList<Dictionary<string, object>>> RunAsync(string key, params (string Name, object Value)[] parameters)
    {
        await using var find = database.CreateCommand("select querytext from orleansquery where querykey = $1");
        find.Parameters.Add(new NpgsqlParameter { Value = key });
        await using var command = database.CreateCommand((string)(await find.ExecuteScalarAsync())!);
        foreach (var (name, value) in parameters.Concat([("ServiceId", "service"), ("ProviderId", "provider"), ("QueueId", "queue")]))
        {
            command.Parameters.AddWithValue(name, value);
        }

        List<Dictionary<string, object>> rows = [];
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
            }
        }
        while (await reader.NextResultAsync());
        return rows;
    }
}
