namespace Grainwatch.Domain.Probes;

/// <summary>
/// Which process runs which probe. Two implementations: this process runs all (embedded), and a grain a probe, which lives on one silo at a
/// time (cluster).
/// </summary>
public interface IProbePlacement
{
    /// <summary>
    /// Has each of these probes run by one process, and no other probe by any. Called again and again: it brings up the probes of a process
    /// that is gone.
    /// </summary>
    Task PlaceAsync(IReadOnlyCollection<string> probes, CancellationToken cancellationToken);
}

/// <summary>The probes that this process runs.</summary>
public interface IProbeRoster
{
    /// <summary>From now on this process runs the probe; it does no harm when it did already.</summary>
    void Own(string probe);

    /// <summary>From now on it does not. A run that has begun comes to its end.</summary>
    void Release(string probe);

    IReadOnlyCollection<string> Owned { get; }
}
