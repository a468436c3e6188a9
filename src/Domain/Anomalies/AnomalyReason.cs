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

    /// <summary>A count that is improbable for this series at this time of day.</summary>
    Baseline,

    /// <summary>A series that always speaks has fallen silent.</summary>
    Flatline,

    /// <summary>A series that was never seen before.</summary>
    NewSeries,

    /// <summary>The share of a series in all logs of its service is too large.</summary>
    Ratio,

    /// <summary>Messages of a kind that was never seen before.</summary>
    NewTemplate,
}
