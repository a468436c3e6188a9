namespace Grainwatch.Domain.Anomalies;

/// <summary>How reasons and kinds are written in Postgres and in the API.</summary>
public static class AnomalyNames
{
    public static string Name(this AnomalyReason reason) => reason switch
    {
        AnomalyReason.Threshold => "threshold",
        AnomalyReason.ProbeDown => "probe_down",
        AnomalyReason.ResponseTime => "response_time",
        AnomalyReason.Baseline => "baseline",
        AnomalyReason.Flatline => "flatline",
        AnomalyReason.NewSeries => "new_series",
        AnomalyReason.Ratio => "ratio",
        AnomalyReason.NewTemplate => "new_template",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "This reason has no name yet."),
    };

    public static string Name(this AnomalyEventKind kind) => kind switch
    {
        AnomalyEventKind.Firing => "firing",
        AnomalyEventKind.Resolved => "resolved",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind has no name yet."),
    };

    public static string Name(this AnomalyTier tier) => tier switch
    {
        AnomalyTier.Medium => "medium",
        AnomalyTier.High => "high",
        AnomalyTier.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "This tier has no name yet."),
    };

    /// <returns>Null for a name that no reason has.</returns>
    public static AnomalyReason? ToReason(string name) =>
        Enum.GetValues<AnomalyReason>().Cast<AnomalyReason?>().FirstOrDefault(reason => reason!.Value.Name() == name);

    /// <returns>Null for a name that no tier has.</returns>
    public static AnomalyTier? ToTier(string name) =>
        Enum.GetValues<AnomalyTier>().Cast<AnomalyTier?>().FirstOrDefault(tier => tier!.Value.Name() == name);

    /// <returns>Null for a name that no kind has.</returns>
    public static AnomalyEventKind? ToKind(string name) =>
        Enum.GetValues<AnomalyEventKind>().Cast<AnomalyEventKind?>().FirstOrDefault(kind => kind!.Value.Name() == name);
}
