namespace Grainwatch.Domain.Anomalies;

/// <summary>How bad an anomaly is, by how far it is from what was expected. The names are data: they stand in Postgres, in the API and on the page.</summary>
public enum AnomalyTier
{
    Medium = 1,
    High,
    Critical,
}
