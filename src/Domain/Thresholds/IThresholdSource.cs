namespace Grainwatch.Domain.Thresholds;

/// <summary>Reads the thresholds from Postgres.</summary>
public interface IThresholdSource
{
    /// <summary>The newest threshold of every pair, and the version of that state: the highest <see cref="Threshold.Arrival"/>, 0 for none.</summary>
    Task<(long Version, IReadOnlyList<Threshold> Thresholds)> LoadAsync(CancellationToken cancellationToken);
}
