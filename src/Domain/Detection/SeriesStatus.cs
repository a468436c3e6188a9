using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Detection;

/// <summary>What a monitor knows at this moment.</summary>
/// <param name="Window">The rolling per-minute counts, oldest first, the current minute last; minutes without logs are there with 0.</param>
/// <param name="Threshold">Logs per minute above which an anomaly fires, or null when none applies.</param>
/// <param name="Open">The open episodes, at most one a reason.</param>
public sealed record SeriesStatus(IReadOnlyList<MinuteCount> Window, double? Threshold, IReadOnlyList<Episode> Open);
