using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Series;

namespace Grainwatch.Domain.Detection;

/// <summary>
/// Where the monitors live. Two implementations: in-process workers (embedded) and grains (cluster). Both are fed after the commit, so
/// they can be late but can always learn what they missed from Postgres.
/// </summary>
public interface IDetectionEngine
{
    /// <summary>
    /// Hands a committed batch to the monitors of its series. Returns once the batch is taken over, which is before it is judged; waits
    /// while the monitors are too far behind, which is what bounds memory. Never loses counts: a series whose hand-over fails is read
    /// again from Postgres.
    /// </summary>
    ValueTask ObserveAsync(CommittedCounts counts, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the newest thresholds and makes every monitor judge its live minutes by them. When it is done, the next log is judged by
    /// whatever was committed before the call.
    /// </summary>
    Task ApplyThresholdsAsync(CancellationToken cancellationToken);

    /// <summary>The live state of a series, or null when it has none (never seen, or silent for longer than the window).</summary>
    Task<SeriesStatus?> FindAsync(SeriesKey series, CancellationToken cancellationToken);

    /// <summary>Compares the monitors' counts of closed minutes with Postgres, and has them adopt what they missed.</summary>
    Task ReconcileAsync(CancellationToken cancellationToken);
}
