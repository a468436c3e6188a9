using System.Collections.Concurrent;
using Grainwatch.Api.Probes;
using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Api.Probes.Scheduling;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.ResponseTimes;
using Grainwatch.Domain.Series;
using Grainwatch.Storage.Postgres;
using Grainwatch.Storage.Probes;
using Grainwatch.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using System.Diagnostics.Metrics;

namespace Grainwatch.Api.Tests.Probes;

public sealed class ProbeSchedulerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    readonly Recorder worker = new();
    readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    NpgsqlDataSource database = null!;
    ProbeTable table = null!;
    ProbeCatalog catalog = null!;
    ProbeScheduler scheduler = null!;

    public async Task InitializeAsync()
    {
        database = Database.Open(await postgres.CreateDatabaseAsync());
        table = new ProbeTable(database, TimeProvider.System);
        catalog = new ProbeCatalog(table, NullLogger<ProbeCatalog>.Instance);
    }

    public async Task DisposeAsync()
    {
        worker.Hanging.Clear();
        worker.Release.TrySetResult();
        await scheduler.StopAsync(CancellationToken.None);
        scheduler.Dispose();
        await database.DisposeAsync();
        await services.DisposeAsync();
    }

    [Fact]
    public async Task EveryProbeRunsAndAHangingOneDelaysNoOther()
    {
        worker.Hanging["p0"] = true;
        await StartAsync(20);
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(Enumerable.Range(1, 19).All(i => worker.Runs($"p{i}") >= 3)), "all others ran three times");
        Assert.Equal(1, worker.Runs("p0"));
    }

    [Fact]
    public async Task NoMoreRunAtOnceThanMay()
    {
        for (var i = 0; i < 10; i++)
        {
            worker.Hanging[$"p{i}"] = true;
        }

        await StartAsync(10, maxConcurrency: 4);
        // Their moments are spread over a second.
        var due = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(TimeProvider.System.GetUtcNow() > due && worker.Running == 2), "all are due, and the fast half of the places is taken");
        Assert.Equal(2, worker.MostAtOnce);
    }

    [Fact]
    public async Task AReleasedProbeRunsNoMore()
    {
        await StartAsync(2);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Runs("p0") >= 1), "it ran");
        scheduler.Release("p0");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Running == 0), "nothing runs");
        var (stopped, other) = (worker.Runs("p0"), worker.Runs("p1"));
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Runs("p1") >= other + 2), "the other went on");
        Assert.Equal(stopped, worker.Runs("p0"));
    }

    [Fact]
    public async Task APausedProbeRunsOnlyOnceItIsResumed()
    {
        await PutAsync(2);
        await table.PauseAsync("p0", true, CancellationToken.None);
        await StartSchedulerAsync(2);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Runs("p1") >= 2), "the other ran");
        Assert.Equal(0, worker.Runs("p0"));
        await table.PauseAsync("p0", false, CancellationToken.None);
        await catalog.RefreshAsync(CancellationToken.None);
        scheduler.Apply();
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Runs("p0") >= 1), "it runs");
    }

    [Fact]
    public async Task AChangedProbeWaitsForTheRunOfTheOldOne()
    {
        worker.Hanging["p0"] = true;
        await StartAsync(1);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Running == 1), "the old one runs");
        await PutAsync(1, port: 81);
        await catalog.RefreshAsync(CancellationToken.None);
        scheduler.Apply();
        worker.Hanging.Clear();
        worker.Release.SetResult();
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Ports.Contains(81)), "the new one runs");
        Assert.Equal(1, worker.MostAtOnce);
    }

    [Fact]
    public async Task AProbeRunsByTheMomentThatItSaysAndThenAtItsOwnAgain()
    {
        worker.RunBy = TimeProvider.System.GetUtcNow();
        await PutAsync(1, interval: "1d");
        await StartSchedulerAsync(1);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Runs("p0") == 2), "it ran for its preparation and for its first run");
        // The second run says nothing: the next one is a day away.
        await PutAsync(2, from: 1);
        await catalog.RefreshAsync(CancellationToken.None);
        scheduler.Own("p1");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Runs("p1") >= 2), "another one ran twice");
        Assert.Equal(2, worker.Runs("p0"));
    }

    [Fact]
    public async Task AProbeThatCannotBePreparedYetIsTriedAgain()
    {
        worker.FailingPreparations = 1;
        await StartAsync(1);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(worker.Runs("p0") >= 1), "it runs in the end");
    }

    async Task StartAsync(int probes, int maxConcurrency = 100)
    {
        await PutAsync(probes);
        await StartSchedulerAsync(probes, maxConcurrency);
    }

    async Task StartSchedulerAsync(int probes, int maxConcurrency = 100)
    {
        await catalog.RefreshAsync(CancellationToken.None);
        scheduler = new ProbeScheduler(
            worker, catalog, new ProbeSettings { MaxConcurrency = maxConcurrency }, new ProbeMetrics(services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System, NullLogger<ProbeScheduler>.Instance);
        await scheduler.StartAsync(CancellationToken.None);
        for (var i = 0; i < probes; i++)
        {
            scheduler.Own($"p{i}");
        }
    }

    Task PutAsync(int probes, int port = 80, string interval = "1s", int from = 0) => table.ChangeAsync(
        async change =>
        {
            for (var i = from; i < probes; i++)
            {
                await change.PutAsync($"p{i}", $$"""{"name":"p{{i}}","type":"tcp","host":"a.example","port":{{port}},"interval":"{{interval}}"}""", null, null);
            }
        },
        CancellationToken.None);

    sealed class Recorder : IProbeWorker
    {
        readonly ConcurrentDictionary<string, int> runs = new(StringComparer.Ordinal);
        readonly Lock counting = new();
        int running;

        public ConcurrentDictionary<string, bool> Hanging { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentBag<int> Ports { get; } = [];

        public int FailingPreparations { get; set; }

        /// <summary>What a probe says once it is prepared, and once more after its first run.</summary>
        public DateTimeOffset? RunBy { get; set; }

        public int Running => Volatile.Read(ref running);

        public int MostAtOnce { get; private set; }

        public int Runs(string probe) => runs.GetValueOrDefault(probe);

        public Task<WatchedProbe> PrepareAsync(Probe probe, CancellationToken cancellationToken) => FailingPreparations-- > 0
            ? throw new InvalidOperationException("not yet")
            : Task.FromResult(new WatchedProbe(probe, new ProbeMonitor(probe, new SeriesRef(1, probe.Series), new ResponseTimeSettings())) { RunBy = RunBy });

        public async Task RunAsync(WatchedProbe watched, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref running);
            lock (counting)
            {
                MostAtOnce = Math.Max(MostAtOnce, now);
            }

            watched.RunBy = runs.AddOrUpdate(watched.Probe.Name, 1, (_, before) => before + 1) == 1 ? RunBy : null;
            Ports.Add(((TcpTarget)watched.Probe.Target).Port);
            if (Hanging.ContainsKey(watched.Probe.Name))
            {
                await Release.Task.WaitAsync(cancellationToken);
            }

            Interlocked.Decrement(ref running);
        }
    }
}
