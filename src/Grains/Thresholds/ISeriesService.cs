using Orleans.Services;

namespace Grainwatch.Grains.Thresholds;

/// <summary>Of each silo, the door to the series that it holds.</summary>
[Alias("Grainwatch.ISeriesService")]
public interface ISeriesService : IGrainService
{
    /// <summary>Reads the thresholds, and has the series that they change judge again.</summary>
    [Alias("ApplyThresholds")]
    Task ApplyThresholdsAsync();
}
