using System.Globalization;

namespace Grainwatch.Soak.Cluster;

/// <summary>
/// <c>split [ROUNDS]</c>: two silos under load are cut off from each other, but not from Postgres nor from their clients, and joined again; 3
/// times by default. One of them is voted out and ends; it is started again, as whatever runs it would.
/// </summary>
static class SplitCommand
{
    static readonly TimeSpan Apart = TimeSpan.FromSeconds(25);
    static readonly TimeSpan Together = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        await using var network = await CuttableNetwork.TryCreateAsync();
        if (network is null)
        {
            return 0;
        }

        await using var cluster = await SoakCluster.TryStartAsync();
        if (cluster is null)
        {
            return 0;
        }

        for (var side = 0; side < 2; side++)
        {
            await cluster.AddAsync(CuttableNetwork.Host(side), CuttableNetwork.Advertised(side), CuttableNetwork.Launcher(side));
        }

        await cluster.SetThresholdAsync();
        using ClusterRun run = new(cluster, () => cluster.Addresses, seed: 1);
        run.Start();
        for (var round = 1; round <= rounds; round++)
        {
            await run.GoesOnAsync();
            await CuttableNetwork.CutAsync();
            await Task.Delay(Apart);
            var ended = cluster.Silos.Where(silo => silo.HasEnded).ToArray();
            await run.GoesOnAsync();
            await CuttableNetwork.HealAsync();
            await Task.WhenAll(ended.Select(silo => silo.StartAsync()));
            await Task.Delay(Together);
            await run.GoesOnAsync();
            Console.WriteLine($"Round {round} of {rounds}: cut for {Apart.TotalSeconds:0} s, {ended.Length} of 2 silos ended, joined; "
                + $"{run.Load.Acknowledged.Count} logs acknowledged.");
        }

        return run.Report($"{rounds} times cut off from each other", await run.EndAsync());
    }
}
