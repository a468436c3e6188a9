using System.Net;
using Grainwatch.Grains;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Streams;

namespace Grainwatch.Silo.Cluster;

/// <summary>Sets up Orleans: membership, grain state, reminders and streams in Postgres.</summary>
public static class ClusterWiring
{
    /// <summary>How the ADO.NET providers name the Postgres driver.</summary>
    const string Npgsql = "Npgsql";

    /// <param name="connectionString">Of the same database as everything else; the providers' schema must have been migrated.</param>
    public static ISiloBuilder UseGrainwatchCluster(this ISiloBuilder silo, ClusterShapeOptions options, string connectionString)
    {
        var postgres = ClusterSchema.ConnectionString(connectionString);
        silo.Configure<ClusterOptions>(cluster => NameCluster(cluster, options));
        silo.Configure<EndpointOptions>(endpoints => SetEndpoints(endpoints, options));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = options.ProbeInterval;
            membership.NumMissedProbesLimit = options.MissedProbes;
            // A start after all silos were lost waits until their entries are stale: three of these.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        });
        silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = options.IdleSeriesAge);
#pragma warning disable ORLEANSEXP003 // The directory that keeps its entries when a silo dies; the other loses those the silo held.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Npgsql, postgres));
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.ConnectionString) = (Npgsql, postgres));
        silo.AddAdoNetGrainStorage(ClusterNames.MonitorStorage, storage => storage.Configure<Serializer>((state, serializer) =>
        {
            (state.Invariant, state.ConnectionString) = (Npgsql, postgres);
            state.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        silo.AddAdoNetStreams(ClusterNames.AnomalyStreams, (SiloAdoNetStreamConfigurator streams) =>
        {
            streams.ConfigureAdoNet(queues => queues.Configure(queue => SetQueue(queue, postgres)));
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigurePullingAgent(agent => agent.Configure(pulling => pulling.GetQueueMsgsTimerPeriod = options.FeedPollInterval));
        });
        return silo;
    }

    /// <summary>The same for a process without grains.</summary>
    public static IClientBuilder UseGrainwatchCluster(this IClientBuilder client, ClusterShapeOptions options, string connectionString)
    {
        var postgres = ClusterSchema.ConnectionString(connectionString);
        client.Configure<ClusterOptions>(cluster => NameCluster(cluster, options));
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        client.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Npgsql, postgres));
        client.AddAdoNetStreams(ClusterNames.AnomalyStreams, (ClusterClientAdoNetStreamConfigurator streams) =>
        {
            streams.ConfigureAdoNet(queues => queues.Configure(queue => SetQueue(queue, postgres)));
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        });
        return client;
    }

    static void NameCluster(ClusterOptions cluster, ClusterShapeOptions options)
    {
        cluster.ClusterId = options.ClusterId;
        cluster.ServiceId = ClusterNames.Service;
    }

    static void SetEndpoints(EndpointOptions endpoints, ClusterShapeOptions options)
    {
        if (options.AdvertisedAddress.Length > 0)
        {
            endpoints.AdvertisedIPAddress = IPAddress.Parse(options.AdvertisedAddress);
        }

        endpoints.SiloPort = options.SiloPort;
        endpoints.GatewayPort = options.GatewayPort;
    }

    /// <summary>The feed is for eyes: an anomaly that could not be shown for a while is read from its table, not from a queue.</summary>
    static void SetQueue(AdoNetStreamOptions queue, string postgres)
    {
        (queue.Invariant, queue.ConnectionString) = (Npgsql, postgres);
        queue.VisibilityTimeout = TimeSpan.FromSeconds(30);
        queue.ExpiryTimeout = TimeSpan.FromMinutes(2);
        queue.DeadLetterEvictionTimeout = TimeSpan.FromHours(1);
    }
}
