using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Orleans.CodeGeneration;

namespace Grainwatch.Grains.Series;

/// <summary>
/// One series; its key is <see cref="Domain.Series.SeriesKey.ToString"/>. Callers give the series' number in Postgres along, which saves
/// the grain a look-up whenever it comes up.
/// </summary>
[Alias("Grainwatch.ISeriesGrain")]
[Version(1)]
public interface ISeriesGrain : IGrainWithStringKey
{
    /// <summary>Counts what one committed transaction brought. Not to be repeated after a failure: then <see cref="ResyncAsync"/> is due.</summary>
    /// <param name="thresholdVersion">The thresholds that it must at least be judged by.</param>
    [Alias("Observe")]
    Task ObserveAsync(int seriesId, ulong transactionId, [Immutable] MinuteCount[] minutes, long thresholdVersion);

    /// <summary>Reads the counts again from Postgres: of a hand-over that failed it is not known whether it was counted.</summary>
    [Alias("Resync")]
    Task ResyncAsync(int seriesId);

    /// <summary>Takes over what it missed of closed minutes. When it returns, all that follows from them is stored.</summary>
    [Alias("Reconcile")]
    Task ReconcileAsync(int seriesId, [Immutable] MinuteCount[] truth, [Immutable] CommitSnapshot snapshot);

    /// <summary>Judges by the newest thresholds that this silo has.</summary>
    [Alias("ApplyThreshold")]
    Task ApplyThresholdAsync();

    /// <summary>Null when the series is not known, or has been silent for longer than the window.</summary>
    [Alias("Status")]
    Task<SeriesStatus?> StatusAsync();
}
