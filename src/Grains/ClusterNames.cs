namespace Grainwatch.Grains;

/// <summary>The names by which Orleans' providers are found. They stand in stored data: changing one loses what was stored under it.</summary>
public static class ClusterNames
{
    /// <summary>What state, reminders and queues are kept under; the same for every version and every cluster id of one installation.</summary>
    public const string Service = "grainwatch";

    /// <summary>The stream provider that carries anomalies to the gateways.</summary>
    public const string AnomalyStreams = "anomalies";

    /// <summary>The storage of monitor snapshots.</summary>
    public const string MonitorStorage = "monitors";
}
