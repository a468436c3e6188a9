using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Jobs;

namespace Grainwatch.Api.Detection;

/// <summary>At each minute's close, has the monitors learn from Postgres what did not reach them.</summary>
sealed class ReconcileJob(IDetectionEngine engine) : IPeriodicJob
{
    public string Name => "reconcile";

    public TimeSpan Period => TimeSpan.FromMinutes(1);

    public Task RunAsync(CancellationToken cancellationToken) => engine.ReconcileAsync(cancellationToken);
}
