using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grainwatch.Silo.Health;

/// <summary>Whether a process without grains reaches a silo.</summary>
sealed class GatewayCheck(IGrainFactory grains, TimeProvider time) : IHealthCheck
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true).WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy($"{silos.Count} silos");
        }
        catch (Exception away) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"No silo answers: {away.Message}");
        }
    }
}
