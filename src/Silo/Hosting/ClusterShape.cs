using Grainwatch.Api.Hosting;
using Grainwatch.Api.Processes;
using Grainwatch.Grains;
using Grainwatch.Silo.Cluster;
using Grainwatch.Silo.Dashboard;
using Grainwatch.Silo.Health;
using Microsoft.Extensions.Configuration.Memory;
using Orleans.Dashboard;

namespace Grainwatch.Silo.Hosting;

/// <summary>The four parts that differ by shape, for processes that share the work.</summary>
public static class ClusterShape
{
    /// <param name="connectionString">Of the database, with the schema of Orleans' providers migrated.</param>
    public static WebApplicationBuilder AddClusterShape(this WebApplicationBuilder builder, ClusterSettings settings, string connectionString)
    {
        builder.QuietOrleans();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddSingleton(new Shape("cluster", $"{DashboardExtensions.Path}/"));
        var health = builder.Services.AddHealthChecks().AddCheck<Drain>("stopping");
        if (settings.Role is ClusterRole.Gateway)
        {
            builder.UseOrleansClient(client => client.UseGrainwatchCluster(settings, connectionString).AddDashboard());
            health.AddCheck<GatewayCheck>("cluster");
        }
        else
        {
            builder.UseOrleans(silo => silo.UseGrainwatchCluster(settings, connectionString).AddGrains().AddDashboard());
            health.AddCheck<SiloCheck>("silo");
        }

        // After the silo or client, which they call.
        builder.Services.AddGrainCalls();
        builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());
        return builder;
    }

    public static WebApplication MapClusterShape(this WebApplication app, ClusterSettings settings)
    {
        if (settings.Role is ClusterRole.Silo)
        {
            app.MapGrainwatchOperations();
        }
        else
        {
            app.MapGrainwatchApi();
            app.MapDashboard();
        }

        return app;
    }

    /// <summary>Orleans tells its life story at Information. As the first source of settings, so that every other one wins over it.</summary>
    static void QuietOrleans(this WebApplicationBuilder builder) => builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Orleans"] = "Warning",
            ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
            // Whoever asks for health is told in the answer; a balancer asks every second.
            ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
            // What a base class of Orleans says in the name of ours.
            ["Logging:LogLevel:Grainwatch.Grains.Thresholds.SeriesService"] = "Warning",
        },
    });
}
