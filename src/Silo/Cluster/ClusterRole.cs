namespace Grainwatch.Silo.Cluster;

/// <summary>What a process of the cluster does.</summary>
public enum ClusterRole
{
    /// <summary>Answers HTTP and holds grains.</summary>
    All,

    /// <summary>Holds grains only; of HTTP it answers health and metrics.</summary>
    Silo,

    /// <summary>Answers HTTP only, and calls the grains as an Orleans client.</summary>
    Gateway,
}
