namespace Grainwatch.Api.Ingest;

/// <summary>The data sources whose tables come with the program.</summary>
sealed class BuiltInSources : IIngestSources
{
    static readonly IngestSource Logs = new("system_logs", null);
    static readonly IngestSource Thresholds = new("log_anomaly_thresholds", new ThresholdEncoder());

    public IngestSource? Find(string name) => name switch
    {
        "system_logs" => Logs,
        "log_anomaly_thresholds" => Thresholds,
        _ => null,
    };
}
