using Microsoft.AspNetCore.Builder;
using Orleans.TestingHost;

namespace Grainwatch.Cluster.Tests.Support;

/// <summary>Several silos on one database.</summary>
public sealed class SiloCluster(string connectionString) : IAsyncDisposable
{
    readonly TestClusterPortAllocator ports = new();
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
        var (siloPort, gatewayPort) = ports.AllocateConsecutivePortPairs(1);
        var silo = await SiloServer.StartAsync(connectionString, siloPort, gatewayPort, settings, configure);
        silos.Add(silo);
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        // All at once: one after the other each would hand its grains to the next.
        await Task.WhenAll(silos.Select(silo => silo.DisposeAsync().AsTask()));
        ports.Dispose();
    }
}
