using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Storage.Maintenance;

/// <summary>How history is kept tidy. Section <c>Grainwatch:Maintenance</c>.</summary>
public sealed class MaintenanceOptions
{
    /// <summary>From one compaction of the per-minute counts to the next. Default 250 ms. Longer makes queries slower under load.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan CompactionPeriod { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>From one run of retention to the next. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan RetentionPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long logs are kept after the last arrival in their partition (a day, a month or a year of logs), which is known to the hour.
    /// Default 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "02:00:00", "36500.00:00:00")]
    public TimeSpan KeepLogs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long rows that did not fit are kept. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan KeepQuarantine { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long subscribers may resume the stream of anomalies. Default 30 days. The anomalies themselves stay.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan KeepAnomalyEvents { get; set; } = TimeSpan.FromDays(30);
}
