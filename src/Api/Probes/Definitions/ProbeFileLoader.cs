namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Reads the files before anything runs; a wrong one ends the start.</summary>
sealed class ProbeFileLoader(ProbeFileSync files) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => files.SyncAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
