using Grainwatch.Api.Tests.Support;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Ingest;
using Grainwatch.Testing;
using Grainwatch.Testing.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Api.Tests.Detection;

/// <summary>A server whose clock the test moves, and into which it commits logs.</summary>
sealed class LiveServer : IAsyncDisposable
{
    readonly GrainwatchServer server;
    readonly CommittedLogs logs;

    LiveServer(GrainwatchServer server, FakeTime time)
    {
        this.server = server;
        Time = time;
        logs = new CommittedLogs(server.Database);
    }

    public FakeTime Time { get; }

    public HttpClient Client => server.Client;

    public GrainwatchServer Server => server;

    public static async Task<LiveServer> StartAsync(PostgresFixture postgres) => await StartAsync(await postgres.CreateDatabaseAsync());

    public static async Task<LiveServer> StartAsync(string connectionString)
    {
        var time = new FakeTime(new DateTimeOffset(2026, 3, 1, 12, 0, 30, TimeSpan.Zero));
        var server = await GrainwatchServer.StartAsync(connectionString, [], builder => builder.Services.AddSingleton<TimeProvider>(time));
        return new LiveServer(server, time);
    }

    /// <summary>Commits logs of the current minute, and tells whoever is told of commits.</summary>
    public async Task LogAsync(string service, long count, string severity = "ERROR")
    {
        var series = await logs.SeriesAsync(service, severity);
        var counts = await logs.CommitAsync(new SeriesCounts(series, [new MinuteCount(Minute.Of(Time.GetUtcNow()), count)]));
        await TellAsync(new CommittedBatch(counts.TransactionId, counts.Series, new HashSet<string> { "system_logs" }));
    }

    public Task<SeriesRef> SeriesAsync(string service, string severity = "ERROR") => logs.SeriesAsync(service, severity);

    public async Task TellAsync(CommittedBatch batch)
    {
        foreach (var observer in server.Services.GetServices<ICommitObserver>())
        {
            await observer.CommittedAsync(batch, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
