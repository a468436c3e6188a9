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
    public static ISiloBuilder UseGrainwatchCluster(this ISiloBuilder silo, ClusterSettings settings, string connectionString)
    {
        var postgres = ClusterSchema.ConnectionString(connectionString);
        silo.Configure<ClusterOptions>(cluster => NameCluster(cluster, settings));
        silo.Configure<EndpointOptions>(endpoints => SetEndpoints(endpoints, settings));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromMilliseconds(settings.ProbeMilliseconds);
            membership.NumMissedProbesLimit = settings.MissedProbes;
            // A start after all silos were lost waits until their entries are stale: three of these.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        });
        silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = TimeSpan.FromMinutes(settings.IdleMinutes));
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
            streams.ConfigurePullingAgent(agent => agent.Configure(pulling =>
                pulling.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(settings.FeedPollMilliseconds)));
        });
        return silo;
    }

    /// <summary>The same for a process without grains.</summary>
    public static IClientBuilder UseGrainwatchCluster(this IClientBuilder client, ClusterSettings settings, string connectionString)
    {
        var postgres = ClusterSchema.ConnectionString(connectionString);
        client.Configure<ClusterOptions>(cluster => NameCluster(cluster, settings));
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        client.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Npgsql, postgres));
        client.AddAdoNetStreams(ClusterNames.AnomalyStreams, (ClusterClientAdoNetStreamConfigurator streams) =>
        {
            streams.ConfigureAdoNet(queues => queues.Configure(queue => SetQueue(queue, postgres)));
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        });
        return client;
    }

    static void NameCluster(ClusterOptions cluster, ClusterSettings settings)
    {
        cluster.ClusterId = settings.ClusterId;
        cluster.ServiceId = ClusterNames.Service;
    }

    static void SetEndpoints(EndpointOptions endpoints, ClusterSettings settings)
    {
        if (settings.AdvertisedAddress is { } address)
        {
            endpoints.AdvertisedIPAddress = IPAddress.Parse(address);
        }

        endpoints.SiloPort = settings.SiloPort;
        endpoints.GatewayPort = settings.GatewayPort;
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
