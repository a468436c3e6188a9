namespace Grainwatch.Domain.Anomalies;

/// <summary>Why an anomaly fired. The names are data: they stand in Postgres, in the API and on the page.</summary>
public enum AnomalyReason
{
    /// <summary>More logs in a minute than the series' threshold_per_minute.</summary>
    Threshold,

    /// <summary>A probe's target fails: more runs failed than its rule allows.</summary>
    ProbeDown,

    /// <summary>A probe's target answers unusually slowly.</summary>
    ResponseTime,
}
