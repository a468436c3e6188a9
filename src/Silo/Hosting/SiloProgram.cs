using Grainwatch.Api.Hosting;
using Grainwatch.Api.Settings;
using Grainwatch.Silo.Cluster;

namespace Grainwatch.Silo.Hosting;

/// <summary>The cluster shape: the whole product in any number of processes on one Postgres, its monitors in grains.</summary>
public static class SiloProgram
{
    public static Task<int> Main(string[] args) => Launcher.RunAsync(stopping => args switch
    {
        [PostgresCommand.Name, .. var rest] => PostgresCommand.RunAsync(rest, stopping),
        [HealthCommand.Name, .. var rest] => HealthCommand.RunAsync(rest, stopping),
        _ => RunAsync(args, stopping),
    });

    static async Task RunAsync(string[] args, CancellationToken stopping)
    {
        var builder = GrainwatchBuilder.Create(args);
        var settings = builder.AddSettings<ClusterSettings>("Cluster");
        await using var database = await builder.AddDatabaseAsync(folder: null, stopping, ClusterSchema.Scripts);
        // The silo first: it starts before all that call it, and stops after them.
        builder.AddClusterShape(settings, database.ConnectionString);
        builder.AddGrainwatchApi();
        await using var app = builder.Build();
        app.MapClusterShape(settings);
        app.LimitStop();
        await app.RunAsync(stopping);
    }
}
