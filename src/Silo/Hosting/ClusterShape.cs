using Grainwatch.Silo.Cluster;
using Microsoft.Extensions.Configuration.Memory;

namespace Grainwatch.Silo.Hosting;

/// <summary>The four parts that differ by shape, for processes that share the work.</summary>
public static class ClusterShape
{
    public static WebApplicationBuilder AddClusterShape(this WebApplicationBuilder builder, ClusterSettings settings, string connectionString)
    {
        // First, so that every other source of settings wins over it. Orleans tells its life story at Information.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Orleans"] = "Warning",
                ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
            },
        });
        if (settings.Role is ClusterRole.Gateway)
        {
            builder.UseOrleansClient(client => client.UseGrainwatchCluster(settings, connectionString));
        }
        else
        {
            builder.UseOrleans(silo => silo.UseGrainwatchCluster(settings, connectionString));
        }

        return builder;
    }
}
