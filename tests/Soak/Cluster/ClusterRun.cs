using System.Diagnostics;
using Grainwatch.Testing.Crash;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Soak.Cluster;

/// <summary>A load and its watchers on a cluster, and what must hold in the end.</summary>
/// <param name="available">The silos that clients are to use at this moment.</param>
sealed class ClusterRun(SoakCluster cluster, Func<IReadOnlyList<Uri>> available, int seed, int series = 12) : IDisposable
{
    const int Writers = 4;
    const int Watchers = 3;
    const int LogsBetween = 500;
    static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(90);

    readonly CancellationTokenSource stopLoad = new();
    readonly CancellationTokenSource stopWatching = new();
    Task loading = Task.CompletedTask;
    Task watching = Task.CompletedTask;

    public AcknowledgedLoad Load { get; } = new([], ServerProcess.Token, seed) { Available = available, Series = series };

    public IReadOnlyList<AnomalyWatcher> Clients { get; } = [.. Enumerable.Range(0, Watchers).Select(number => new AnomalyWatcher(available, seed + number))];

    public void Start()
    {
        loading = Load.RunAsync(Writers, stopLoad.Token);
        watching = Task.WhenAll(Clients.Select(client => client.RunAsync(stopWatching.Token)));
    }

    /// <summary>Returns when the load goes on: when it was acknowledged some hundred logs more.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public async Task GoesOnAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var target = Load.Acknowledged.Count + LogsBetween;
        while (Load.Acknowledged.Count < target)
        {
            if (Stopwatch.GetElapsedTime(started) > SettleTimeout)
            {
                throw new TimeoutException($"Not {LogsBetween} logs were acknowledged within {SettleTimeout.TotalSeconds} s.");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Ends the load, lets everything settle, and compares.</summary>
    /// <returns>One sentence for each broken promise.</returns>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await stopLoad.CancelAsync();
        await loading;
        var verifier = new Verifier(cluster.ConnectionString);
        List<string> broken = [.. await verifier.FindBrokenPromisesAsync(Load, CancellationToken.None)];
        // Detection and the live feed may be late: what is missing counts when it still is after the time to settle.
        broken.AddRange(await SettledAsync(() => verifier.FindMissedBreachesAsync(CancellationToken.None)));
        broken.AddRange(await SettledAsync(new MonitorsAgree(cluster).FindDifferencesAsync));
        broken.AddRange(await SettledAsync(MissedEventsAsync));
        await stopWatching.CancelAsync();
        await watching;
        return broken;
    }

    /// <summary>Prints the outcome.</summary>
    /// <returns>The exit code.</returns>
    public int Report(string what, IReadOnlyList<string> broken)
    {
        Console.WriteLine($"{what}: {Load.Acknowledged.Count} logs acknowledged, {Load.Unknown.Count} without an answer, "
            + $"{Clients.Max(client => client.Seen.Count)} anomaly events seen by {Clients.Count} clients over {Clients.Sum(client => client.Streams)} streams; "
            + $"{(broken.Count == 0 ? "every promise kept" : $"{broken.Count} promises broken")}.");
        foreach (var sentence in broken.Take(20))
        {
            Console.WriteLine($"  {sentence}");
        }

        if (broken.Count > 0)
        {
            cluster.KeepOutput();
        }

        return broken.Count == 0 ? 0 : 1;
    }

    public void Dispose()
    {
        stopLoad.Dispose();
        stopWatching.Dispose();
    }

    static async Task<IReadOnlyList<string>> SettledAsync(Func<Task<IReadOnlyList<string>>> find)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var found = await find();
            if (found.Count == 0 || Stopwatch.GetElapsedTime(started) > SettleTimeout)
            {
                return found;
            }

            await Task.Delay(500);
        }
    }

    async Task<IReadOnlyList<string>> MissedEventsAsync()
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select id from grainwatch.anomaly_events order by id", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> missed = [];
        while (await reader.ReadAsync())
        {
            var id = reader.GetInt64(0);
            missed.AddRange(Clients.Select(client => client.Seen.GetValueOrDefault(id)).Where(times => times != 1)
                .Select(times => $"Anomaly event {id} was received {times} times by one client."));
        }

        return missed;
    }
}
