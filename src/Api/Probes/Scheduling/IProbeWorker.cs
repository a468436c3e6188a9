using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>What the scheduler has done at the right moments. Two implementations: the real one, and the tests'.</summary>
interface IProbeWorker
{
    /// <summary>Learns from Postgres what is needed to judge the probe.</summary>
    Task<WatchedProbe> PrepareAsync(Probe probe, CancellationToken cancellationToken);

    /// <summary>Runs it once, judges and hands on what came of it.</summary>
    Task RunAsync(WatchedProbe watched, CancellationToken cancellationToken);
}
