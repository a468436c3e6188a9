using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Grainwatch.Storage.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Network;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Storage.Tests.Ingest;

public sealed class LostConnectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData(1, "INSERT 0 1\0")]
    [InlineData(2_500, "COPY 2500\0")]
    [InlineData(2_500, "COMMIT\0")]
    public async Task WritesOnceWhereverTheLineIsCut(int rows, string answer)
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var proxy = new CuttingProxy(connectionString);
        var observer = new CountingObserver();
        await using var ingester = new Ingester(proxy.ConnectionString, observers: observer);
        await ingester.IngestAsync(Ingester.Log());

        proxy.CutAt(answer);
        Assert.Equal(new IngestCounts(rows, 0), await ingester.IngestAsync([.. Enumerable.Repeat(Ingester.Log(), rows)]));

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(1 + rows, await ingester.CountAsync());
        Assert.Equal(1 + rows, observer.Rows);
    }

    [Fact]
    public async Task LosesNothingAndRepeatsNothingWhenPostgresIsKilledAgainAndAgain()
    {
        var folder = Directory.CreateTempSubdirectory("grainwatch-killed-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
        try
        {
            await KillAgainAndAgainAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task RefusesAfterTheLongestWaitWhilePostgresIsAway()
    {
        var gone = new Npgsql.NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Host = "/nowhere" }.ConnectionString;
        await using var ingester = new Ingester(gone, new IngestOptions { MaxWait = TimeSpan.FromSeconds(0.3) });

        await Assert.ThrowsAsync<IngestUnavailableException>(() => ingester.IngestAsync(Ingester.Log()));

        Assert.Equal(0, ingester.Committer.WaitingRows);
    }

    static async Task KillAgainAndAgainAsync(string folder)
    {
        await using var server = await PrivatePostgres.StartAsync(folder, NullLogger.Instance, TimeProvider.System);
        await using (var database = Database.Open(server.ConnectionString))
        {
            await new Migrator(database).MigrateAsync(CancellationToken.None);
        }

        await using var ingester = new Ingester(server.ConnectionString, new IngestOptions { MaxWait = TimeSpan.FromSeconds(60) });
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(client => LoadAsync(ingester, client, stop.Token)));
        var seen = 0L;
        for (var kill = 0; kill < 5; kill++)
        {
            await IngestedAsync(ingester, seen + 200, load);
            // The sessions of one that was killed go on for a moment, so logs alone do not show that it runs again.
            await Eventually.BecomesTrueAsync(() => Task.FromResult(server.IsRunning), "Postgres runs again");
            ProcessOf(server.ProcessId).Kill();
            seen = await StoredAsync(ingester);
        }

        await stop.CancelAsync();
        var sent = (await load).Sum();

        Assert.Equal(sent, await UntilPostgresIsBackAsync(ingester.CountAsync));
        Assert.Equal(sent, await UntilPostgresIsBackAsync(
            () => ingester.QueryAsync<long>("select count(distinct message) from sources.system_logs")));
    }

    static async Task<long> LoadAsync(Ingester ingester, int client, CancellationToken cancellationToken)
    {
        var sent = 0;
        for (; !cancellationToken.IsCancellationRequested; sent++)
        {
            Assert.Equal(new IngestCounts(1, 0), await ingester.IngestAsync(Ingester.Log(message: $"{client}-{sent}")));
        }

        return sent;
    }

    static async Task IngestedAsync(Ingester ingester, long rows, Task load)
    {
        while (!load.IsFaulted && await StoredAsync(ingester) < rows)
        {
            await Task.Yield();
        }
    }

    static Task<long> StoredAsync(Ingester ingester) =>
        UntilPostgresIsBackAsync(() => ingester.QueryAsync<long>("select count(*) from log_entries"));

    /// <summary>While Postgres comes back, asking fails too.</summary>
    static async Task<T> UntilPostgresIsBackAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Npgsql.NpgsqlException)
            {
                await Task.Yield();
            }
        }
    }

    static System.Diagnostics.Process ProcessOf(int id) => System.Diagnostics.Process.GetProcessById(id);

    sealed class CountingObserver : ICommitObserver
    {
        public long Rows { get; private set; }

        public ValueTask CommittedAsync(CommittedBatch batch, CancellationToken cancellationToken)
        {
            Rows += batch.Logs.Sum(series => series.Minutes.Sum(minute => minute.Count));
            return ValueTask.CompletedTask;
        }
    }
}
