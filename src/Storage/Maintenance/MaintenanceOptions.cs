namespace Grainwatch.Storage.Maintenance;

/// <summary>How history is kept tidy. Section <c>Grainwatch:Maintenance</c>.</summary>
public sealed class MaintenanceOptions
{
    public const string Section = "Grainwatch:Maintenance";

    /// <summary>From one compaction of the per-minute counts to the next. Default 5 s. Longer makes queries slower under load.</summary>
    public TimeSpan CompactionPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>From one run of retention to the next. Default 1 h.</summary>
    public TimeSpan RetentionPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long logs are kept after the last arrival in their partition (a day, a month or a year of logs). Default 30 days.</summary>
    public TimeSpan KeepLogs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long rows that did not fit are kept. Default 30 days.</summary>
    public TimeSpan KeepQuarantine { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long subscribers may resume the stream of anomalies. Default 30 days. The anomalies themselves stay.</summary>
    public TimeSpan KeepAnomalyEvents { get; set; } = TimeSpan.FromDays(30);

    /// <summary>What makes no sense, each as a message that names the setting and the fix.</summary>
    public IEnumerable<string> Problems()
    {
        (string Name, TimeSpan Value, TimeSpan Least)[] times =
        [
            (nameof(CompactionPeriod), CompactionPeriod, TimeSpan.FromMilliseconds(100)),
            (nameof(RetentionPeriod), RetentionPeriod, TimeSpan.FromSeconds(1)),
            // The last arrival is known to the hour.
            (nameof(KeepLogs), KeepLogs, TimeSpan.FromHours(2)),
            (nameof(KeepQuarantine), KeepQuarantine, TimeSpan.FromMinutes(1)),
            (nameof(KeepAnomalyEvents), KeepAnomalyEvents, TimeSpan.FromMinutes(1)),
        ];
        return times.Where(time => time.Value < time.Least)
            .Select(time => $"{Section}:{time.Name} is {time.Value}; set at least {time.Least}.");
    }
}
