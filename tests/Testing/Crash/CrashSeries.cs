using System.Net.Http.Json;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Testing.Crash;

/// <summary>Kills the embedded server, or its private Postgres, again and again under load, and then holds it to its promises.</summary>
public sealed class CrashSeries(string apiAssembly, string dataFolder, string connectionString, Action<string> say)
{
    const int Writers = 4;
    const int LogsBetweenKills = 500;
    static readonly TimeSpan Life = TimeSpan.FromSeconds(2);
    static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(60);

    public enum Victim
    {
        Server,
        Postgres,
    }

    /// <returns>One sentence for each broken promise.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(Victim victim, int rounds, int seed, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(apiAssembly, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = dataFolder,
            ["Logging__LogLevel__Default"] = "Error",
        });
        await using (server)
        {
            await server.StartAsync(cancellationToken);
            await SetThresholdAsync(server, cancellationToken);
            var random = new Random(seed);
            var load = new AcknowledgedLoad([server.Address], ServerProcess.Token, seed);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var running = load.RunAsync(Writers, stop.Token);
            for (var round = 1; round <= rounds; round++)
            {
                // Killed in the midst of work: only after it has come back, and has acknowledged logs again.
                await AcknowledgedMoreAsync(load, cancellationToken);
                await Task.Delay(Life * random.NextDouble(), cancellationToken);
                await (victim is Victim.Server ? KillServerAsync(server, cancellationToken) : KillPostgresAsync(cancellationToken));
                say($"Killed {victim}, round {round} of {rounds}; {load.Acknowledged.Count} logs acknowledged.");
            }

            await AcknowledgedMoreAsync(load, cancellationToken);
            await stop.CancelAsync();
            await running;
            var verifier = new Verifier(connectionString);
            var broken = await verifier.FindBrokenPromisesAsync(load, cancellationToken);
            return [.. broken, .. await MissedBreachesAsync(verifier, cancellationToken)];
        }
    }

    static async Task AcknowledgedMoreAsync(AcknowledgedLoad load, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SettleTimeout);
        var target = load.Acknowledged.Count + LogsBetweenKills;
        while (load.Acknowledged.Count < target)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    static async Task SetThresholdAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.Token);
        using var answer = await client.PutAsJsonAsync(
            "/v1/thresholds/*/*", new Dictionary<string, double> { ["threshold_per_minute"] = AcknowledgedLoad.Threshold }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    static async Task KillServerAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        await server.KillAsync();
        await server.StartAsync(cancellationToken);
    }

    async Task KillPostgresAsync(CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(dataFolder, "postgres", "cluster", "postmaster.pid");
        var id = (await File.ReadAllLinesAsync(pidFile, cancellationToken))[0];
        using var kill = System.Diagnostics.Process.Start("kill", ["-9", id]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Detection may be late: a breach counts as missed only when it still is after the settle time.</summary>
    static async Task<IReadOnlyList<string>> MissedBreachesAsync(Verifier verifier, CancellationToken cancellationToken)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            var missed = await verifier.FindMissedBreachesAsync(cancellationToken);
            if (missed.Count == 0 || System.Diagnostics.Stopwatch.GetElapsedTime(started) > SettleTimeout)
            {
                return missed;
            }

            await Task.Delay(200, cancellationToken);
        }
    }
}
