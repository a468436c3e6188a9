using Grainwatch.Domain.Jobs;

namespace Grainwatch.Api.Detection.Embedded;

/// <summary>Saves the monitors now and then, so that a start after a crash reads less.</summary>
sealed class SaveSnapshotsJob(EmbeddedEngine engine) : IPeriodicJob
{
    public string Name => "save-monitors";

    public TimeSpan Period => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await engine.Ready.WaitAsync(cancellationToken);
        await engine.SaveSnapshotsAsync(cancellationToken);
    }
}
