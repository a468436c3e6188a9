using System.Globalization;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Soak.Cluster;

/// <summary><c>cluster-crash [ROUNDS]</c>: three silos under load; in each round one is killed, then another, and both come back; 10 by default.</summary>
static class ClusterCrashCommand
{
    const int Silos = 3;

    /// <summary>Longer than it takes the others to hold a silo for dead: the second kill comes before, meanwhile and after.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
        var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
        await using var cluster = await SoakCluster.TryStartAsync();
        if (cluster is null)
        {
            return 0;
        }

        for (var silo = 0; silo < Silos; silo++)
        {
            await cluster.AddAsync();
        }

        await cluster.SetThresholdAsync();
        using ClusterRun run = new(cluster, () => cluster.Addresses, seed);
        run.Start();
        var random = new Random(seed);
        for (var round = 1; round <= rounds; round++)
        {
            await run.GoesOnAsync();
            ServerProcess[] victims = [.. cluster.Silos];
            random.Shuffle(victims);
            victims = victims[..2];
            await victims[0].KillAsync();
            await Task.Delay(LongestPause * random.NextDouble());
            await victims[1].KillAsync();
            await Task.Delay(LongestPause * random.NextDouble());
            await Task.WhenAll(victims.Select(silo => silo.StartAsync()));
            await run.GoesOnAsync();
            Console.WriteLine($"Round {round} of {rounds}: two silos killed and back; {run.Load.Acknowledged.Count} logs acknowledged; "
                + $"series held: {string.Join(" + ", await cluster.ActivationsAsync())}.");
        }

        return run.Report($"{2 * rounds} silos killed", await run.EndAsync());
    }
}
