namespace Grainwatch.Grains.Thresholds;

/// <summary>Brings the newest thresholds to all silos.</summary>
[Alias("Grainwatch.IThresholdsGrain")]
public interface IThresholdsGrain : IGrainWithStringKey
{
    const string Key = "all";

    /// <summary>When it returns, every monitor in the cluster judges by the thresholds that were committed before the call.</summary>
    [Alias("Apply")]
    Task ApplyAsync();
}
