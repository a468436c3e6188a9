namespace Grainwatch.Domain.Jobs;

/// <summary>
/// Work that one process of the cluster does at a time, over and over: compaction, retention, reconciliation. Two runners: a hosted
/// service (embedded) and a grain with a reminder (cluster). A run must be safe to repeat and to be cut off anywhere.
/// </summary>
public interface IPeriodicJob
{
    /// <summary>Stable and unique: in the cluster it is the key of the grain that runs the job.</summary>
    string Name { get; }

    /// <summary>From the start of one run to the start of the next; a run that takes longer is followed at once.</summary>
    TimeSpan Period { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
