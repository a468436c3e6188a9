using System.Globalization;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Soak.Cluster;

/// <summary>
/// <c>rolling-restart [ROUNDS]</c>: three silos under load are stopped (SIGTERM) and started one after the other, 3 times by default, and
/// then a fourth comes. Clients do what a balancer does: they look at readiness four times a second, and send where it says yes.
/// </summary>
static class RollingRestartCommand
{
    const int Silos = 3;

    /// <summary>Many, so that their spread over the silos says something.</summary>
    const int Series = 900;

    /// <summary>Of its even share, what a silo that came has to hold: rendezvous hashing spreads by chance.</summary>
    const double LeastShare = 0.8;

    static readonly TimeSpan TakesItsShare = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        await using var cluster = await SoakCluster.TryStartAsync(("Grainwatch__Cluster__DrainSeconds", "2"));
        if (cluster is null)
        {
            return 0;
        }

        for (var silo = 0; silo < Silos; silo++)
        {
            await cluster.AddAsync();
        }

        await cluster.SetThresholdAsync();
        await using var readiness = new Readiness(cluster);
        using ClusterRun run = new(cluster, () => readiness.Ready, seed: 1, Series);
        run.Start();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var silo in cluster.Silos.ToArray())
            {
                await run.GoesOnAsync();
                await silo.StopAsync();
                await silo.StartAsync();
            }

            Console.WriteLine($"Round {round} of {rounds}: each silo stopped and back; {run.Load.Acknowledged.Count} logs acknowledged, "
                + $"{run.Load.Lost.Count} answers lost; series held: {string.Join(" + ", await cluster.ActivationsAsync())}.");
        }

        var added = await cluster.AddAsync();
        var share = await ShareAsync(cluster, added);
        List<string> broken = [.. await run.EndAsync(), .. run.Load.Lost.Select(lost => $"A request got no answer: {lost}")];
        if (share < LeastShare)
        {
            broken.Add($"The silo that came holds {share:P0} of its even share.");
        }

        return run.Report($"{rounds * Silos} silos restarted, one added", broken);
    }

    static async Task<double> ShareAsync(SoakCluster cluster, ServerProcess added)
    {
        var share = 0.0;
        for (var began = TimeProvider.System.GetTimestamp(); share < LeastShare && TimeProvider.System.GetElapsedTime(began) < TakesItsShare;)
        {
            await Task.Delay(500);
            var held = await cluster.ActivationsAsync();
            share = (double)held[cluster.Silos.IndexOf(added)] * held.Count / held.Sum();
        }

        Console.WriteLine($"A fourth silo came; series held: {string.Join(" + ", await cluster.ActivationsAsync())}.");
        return share;
    }
}
