using System.Net.Http.Headers;
using Grainwatch.Api.Hosting;
using Grainwatch.Api.Settings;
using Grainwatch.Silo.Cluster;
using Grainwatch.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Grainwatch.Cluster.Tests.Support;

/// <summary>One process of a cluster, wired as in production, over real sockets.</summary>
public sealed class SiloServer : IAsyncDisposable
{
    public const string AdminToken = "admin-token-of-the-tests";

    readonly RunningDatabase database;
    readonly WebApplication app;

    SiloServer(RunningDatabase database, WebApplication app, bool isSilo)
    {
        IsSilo = isSilo;
        this.database = database;
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    public IServiceProvider Services => app.Services;

    /// <summary>A gateway is none.</summary>
    public bool IsSilo { get; }

    public bool IsStopped { get; private set; }

    /// <summary>The silos that this one takes for running.</summary>
    public int ActiveSilos => Service<IClusterMembershipService>().CurrentSnapshot.Members.Values.Count(member => member.Status is SiloStatus.Active);

    /// <summary>Sends the admin token.</summary>
    public HttpClient Client { get; }

    /// <param name="configure">Runs after everything is registered, to replace parts such as the TimeProvider.</param>
    public static async Task<SiloServer> StartAsync(
        string connectionString, int siloPort, int gatewayPort, IEnumerable<string> settings, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = GrainwatchBuilder.Create(
        [
            "--port=0",
            $"--Grainwatch:AdminToken={AdminToken}",
            $"--ConnectionStrings:Grainwatch={connectionString}",
            "--Logging:LogLevel:Default=None",
            "--Grainwatch:Cluster:AdvertisedAddress=127.0.0.1",
            // Other tests may have the processor for seconds.
            "--Grainwatch:Cluster:ProbeMilliseconds=5000",
            $"--Grainwatch:Cluster:SiloPort={siloPort}",
            $"--Grainwatch:Cluster:GatewayPort={gatewayPort}",
            .. settings.Select(setting => $"--{setting}"),
        ]);
        var cluster = builder.AddSettings<ClusterSettings>("Cluster");
        var database = await builder.AddDatabaseAsync(folder: null, CancellationToken.None, ClusterSchema.Scripts);
        builder.AddClusterShape(cluster, database.ConnectionString);
        builder.AddGrainwatchApi();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapClusterShape(cluster);
        await app.StartAsync();
        return new SiloServer(database, app, isSilo: cluster.Role is not ClusterRole.Gateway);
    }

    public T Service<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>As near to a crash as there is within a process: nothing is finished, nobody is told.</summary>
    public Task CrashAsync() => StopAsync(new CancellationToken(canceled: true));

    public ValueTask DisposeAsync() => new(StopAsync(CancellationToken.None));

    async Task StopAsync(CancellationToken cancellationToken)
    {
        if (IsStopped)
        {
            return;
        }

        IsStopped = true;
        Client.Dispose();
        await app.StopAsync(cancellationToken);
        await app.DisposeAsync();
        // Orleans' providers take connections from a pool of the process, which would keep them.
        await using var pooled = new NpgsqlConnection(ClusterSchema.ConnectionString(database.ConnectionString));
        NpgsqlConnection.ClearPool(pooled);
        await database.DisposeAsync();
    }
}
