using Grainwatch.Testing;
using Grainwatch.Testing.Processes;
using Microsoft.AspNetCore.Builder;

namespace Grainwatch.Cluster.Tests.Support;

/// <summary>Several silos on one database.</summary>
public sealed class SiloCluster(string connectionString) : IAsyncDisposable
{
    readonly List<SiloServer> silos = [];

    public IReadOnlyList<SiloServer> Silos => silos;

    public static async Task<SiloCluster> StartAsync(string connectionString, int silos, Action<WebApplicationBuilder>? configure = null)
    {
        var cluster = new SiloCluster(connectionString);
        for (var silo = 0; silo < silos; silo++)
        {
            await cluster.AddAsync([], configure);
        }

        return cluster;
    }

    public async Task<SiloServer> AddAsync(IEnumerable<string> settings, Action<WebApplicationBuilder>? configure = null)
    {
        var silo = await SiloServer.StartAsync(connectionString, ServerProcess.FreePort(), ServerProcess.FreePort(), settings, configure);
        silos.Add(silo);
        var running = silos.Where(one => one.IsSilo && !one.IsStopped).ToList();
        await Eventually.BecomesTrueAsync(() => Task.FromResult(running.All(one => one.ActiveSilos >= running.Count)), "every silo knows of all");
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        // All at once: one after the other each would hand its grains to the next.
        await Task.WhenAll(silos.Select(silo => silo.DisposeAsync().AsTask()));
    }
}
